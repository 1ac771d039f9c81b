// The people whom a visitor can be.
import { dialog, h, walkWithArrows } from './dom.js';
import { desk, me } from './desk.js';
import { say } from './words.js';

// avatar is a person's picture: the first character of the name. The app has its own.
export function avatar(one) {
  if (!one || one.app) return h('img', { class: 'avatar', src: 'icon.svg', alt: '' });
  return h('span', { class: `avatar tone-${one.color}`, 'aria-hidden': 'true' }, [...one.name][0]);
}

export const roleOf = (one) => (one.role ? say(`person.${one.role}`) : '');

// personButton shows whom the visitor is, and opens the choice of somebody else.
export function personButton(become) {
  const one = me();
  return h('button', { type: 'button', class: 'person-button', 'aria-haspopup': 'dialog', data: { testid: 'person-button', user: one.id }, on: { click: () => choose(become) } },
    avatar(one), h('span', { class: 'person-words' }, h('b', {}, one.name), h('small', {}, roleOf(one))),
    h('span', { class: 'change' }, say('person.change')));
}

function choose(become) {
  const find = h('input', { type: 'search', placeholder: say('person.find'), 'aria-label': say('person.find'), autofocus: true, data: { testid: 'person-find' } });
  const list = h('div', { class: 'person-list' }, desk.state.people.filter((one) => !one.app).map((one) => h('button', {
    type: 'button', class: 'person-option', 'aria-current': one.id === desk.as ? 'true' : null,
    data: { testid: 'person-option', user: one.id },
    on: { click: () => { box.close(); become(one.id); } },
  }, avatar(one), h('span', { class: 'person-words' }, h('b', {}, one.name), h('small', {}, one.deactivated ? say('person.deactivated') : roleOf(one))))));
  const box = dialog({ class: 'sheet', 'aria-label': say('person.change'), data: { testid: 'person-dialog' } },
    h('h2', {}, say('person.title')), h('p', { class: 'hint' }, say('person.hint')), find, list);
  find.addEventListener('input', () => {
    const plain = (text) => text.normalize('NFKC').replace(/\s/g, '').toLowerCase();
    const wanted = plain(find.value);
    for (const option of list.children) option.hidden = !plain(option.textContent + ' ' + option.dataset.user).includes(wanted);
  });
  find.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const first = list.querySelector('.person-option:not([hidden])');
    if (event.key === 'Enter') { event.preventDefault(); first?.click(); }
    if (event.key === 'ArrowDown') { event.preventDefault(); first?.focus(); }
  });
  walkWithArrows(list, '.person-option:not([hidden])');
}
