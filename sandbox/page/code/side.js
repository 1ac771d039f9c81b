// The conversations, beside the one that is open.
import { h, changed } from './dom.js';
import { desk, me } from './desk.js';
import { chooseTrouble } from './clock.js';
import { personButton } from './people.js';
import { say } from './words.js';

const entries = new Map(); // by conversation

// showSide brings the list up to date. The entries of conversations stay the same ones, so that no press is lost.
export function showSide(side, { go, become, spoken }) {
  const { channels, app, name, rehearsal } = desk.state;
  const ids = channels.map((one) => [one.id, one.name, one.kind]);
  if (changed(side, [desk.as, me(), ids, app, name, rehearsal, spoken])) build(side, { go, become });
  for (const [id, entry] of entries) {
    const one = channels.find((found) => found.id === id);
    entry.button.classList.toggle('unread', Boolean(one?.unread));
    if (desk.place === id) entry.button.setAttribute('aria-current', 'page');
    else entry.button.removeAttribute('aria-current');
    entry.count.hidden = !one?.unread;
    if (!one) continue;
    entry.count.textContent = String(one.unread);
    entry.count.classList.toggle('mentions', one.mentions > 0);
    entry.count.setAttribute('aria-label', say('side.unread', { count: one.unread }));
  }
}

function build(side, { go, become }) {
  const { channels, app, name, rehearsal } = desk.state;
  const focused = side.contains(document.activeElement) ? document.activeElement.dataset : null;
  entries.clear();
  const entry = (id, mark, label) => {
    const count = h('span', { class: 'count', hidden: true });
    const hooks = id === 'home' ? { testid: 'home-link' } : { testid: 'channel', channel: id };
    const button = h('button', { type: 'button', class: 'entry', data: hooks, on: { click: () => go(id) } },
      h('span', { class: 'mark', 'aria-hidden': 'true' }, mark), h('span', { class: 'entry-name' }, label), count);
    entries.set(id, { button, count });
    return button;
  };
  const group = (title, all) => (all.length ? h('section', {}, h('h2', {}, title), all) : null);
  const of = (kind) => channels.filter((one) => one.kind === kind);
  side.setAttribute('aria-label', say('side.label'));
  side.replaceChildren(...[
    h('div', { class: 'workspace' }, h('b', {}, name), h('small', {}, say('side.sandbox'))),
    personButton(become),
    group(say('side.channels'), of('channel').map((one) => entry(one.id, '#', one.name))),
    group(say('side.rooms'), of('private').map((one) => entry(one.id, '◇', one.name))),
    app ? group(app.name, [...of('dm').map((one) => entry(one.id, '✉', say('side.dm'))), ...(app.home ? [entry('home', '⌂', say('side.home'))] : [])]) : null,
    h('section', { class: 'side-tools' }, // what has no room in the bar of a phone
      rehearsal ? h('a', { class: 'entry', href: 'rehearsal', data: { testid: 'side-rehearsal' } }, say('rehearsal.open')) : null,
      h('button', { type: 'button', class: 'entry', 'aria-haspopup': 'dialog', data: { testid: 'side-trouble' }, on: { click: chooseTrouble } }, say('trouble.button'))),
  ].filter(Boolean));
  if (focused) side.querySelector(focused.channel ? `[data-channel="${focused.channel}"]` : `[data-testid="${focused.testid}"]`)?.focus();
}
