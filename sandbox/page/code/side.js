// The conversations, beside the one that is open.
import { h, changed } from './dom.js';
import { desk, me } from './desk.js';
import { personButton } from './people.js';
import { say } from './words.js';

export function showSide(side, { go, become, spoken }) {
  const { channels, app, name, people } = desk.state;
  if (!changed(side, [desk.as, desk.place, channels, app, me(), people.length, spoken])) return;
  const focused = side.contains(document.activeElement) ? document.activeElement.dataset.channel ?? document.activeElement.dataset.testid : null;
  const entry = (id, mark, label, one) => h('button', {
    type: 'button', class: ['entry', one?.unread && 'unread'].filter(Boolean).join(' '), 'aria-current': desk.place === id ? 'page' : null,
    data: id === 'home' ? { testid: 'home-link' } : { testid: 'channel', channel: id }, on: { click: () => go(id) },
  }, h('span', { class: 'mark', 'aria-hidden': 'true' }, mark), h('span', { class: 'entry-name' }, label),
  one?.unread ? h('span', { class: one.mentions ? 'count mentions' : 'count', 'aria-label': say('side.unread', { count: one.unread }) }, String(one.unread)) : null);
  const group = (title, entries) => (entries.length ? h('section', {}, h('h2', {}, title), entries) : null);
  const of = (kind) => channels.filter((one) => one.kind === kind);
  side.setAttribute('aria-label', say('side.label'));
  side.replaceChildren(...[
    h('div', { class: 'workspace' }, h('b', {}, name), h('small', {}, say('side.sandbox'))),
    personButton(become),
    group(say('side.channels'), of('channel').map((one) => entry(one.id, '#', one.name, one))),
    group(say('side.rooms'), of('private').map((one) => entry(one.id, '◇', one.name, one))),
    app ? group(app.name, [
      ...of('dm').filter((one) => one.id === app.dm).map((one) => entry(one.id, '✉', say('side.dm'), one)),
      ...(app.home ? [entry('home', '⌂', say('side.home'))] : []),
    ]) : null,
  ].filter(Boolean));
  if (focused) side.querySelector(`[data-channel="${focused}"], [data-testid="${focused}"]`)?.focus();
}
