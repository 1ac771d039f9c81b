// A conversation's messages, and the app's home page.
import { h, changed } from './dom.js';
import { blocks, content } from './blocks.js';
import { act, desk, person, zone } from './desk.js';
import { notice } from './markup.js';
import { clock, day, full, say } from './words.js';
import { avatar } from './people.js';

let list;
let below; // the button that leads to what came below
let last = true; // what came last is in view
let expected = 0; // until when what comes answers the visitor

export function talk() {
  list = h('div', { class: 'messages', role: 'log', 'aria-live': 'polite', tabindex: '0', data: { testid: 'messages' } });
  below = h('button', { type: 'button', class: 'below', hidden: true, on: { click: toEnd } });
  list.addEventListener('scroll', () => {
    last = atEnd();
    if (last) below.hidden = true;
  });
  new ResizeObserver(() => last && toEnd()).observe(list); // a keyboard on a phone takes half of the room
  list.addEventListener('load', () => last && toEnd(), true); // so does a picture, once it is there
  for (const own of ['wheel', 'touchmove']) list.addEventListener(own, () => { expected = 0; }, { passive: true });
  return h('div', { class: 'talk' }, list, below);
}

const atEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < 60;

export function toEnd() {
  list.scrollTop = list.scrollHeight;
  last = true;
  below.hidden = true;
}

// comesForMe is told when the visitor sends or presses something: what comes next is brought into view. What is changed in
// place is in view already.
export function comesForMe() { expected = Date.now() + 8000; }

// showMessages brings the list up to date. What has not changed is left as it is, with its focus.
export function showMessages(spoken) {
  const follow = atEnd();
  const elsewhere = changed(list, [desk.as, desk.place, spoken]);
  if (elsewhere) list.replaceChildren(beginning());
  below.textContent = say('message.below');
  const known = new Map([...list.children].map((element) => [element.dataset.key, element]));
  let previous = list.firstChild;
  let lastDay = '';
  let more = false;
  const place = (element) => {
    if (previous.nextSibling !== element) previous.after(element);
    known.delete(element.dataset.key);
    previous = element;
  };
  for (const message of desk.messages) {
    const today = day(message.time, zone());
    if (today !== lastDay) place(known.get(`day ${today} ${message.ts}`) ?? divider(today, message.ts));
    lastDay = today;
    let element = known.get(message.ts);
    if (!element || changed(element, message)) {
      const made = show(message);
      changed(made, message);
      if (element) replace(element, made);
      else more = true;
      element = made;
    }
    place(element);
  }
  known.delete('beginning');
  for (const gone of known.values()) gone.remove();
  if (elsewhere || follow || (more && Date.now() < expected)) toEnd();
  else if (more) below.hidden = false;
}

// replace puts a message as it is now in the place of what it was; whoever was on one of its buttons stays there.
function replace(element, made) {
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.actionId ?? '' : null;
  element.replaceWith(made);
  if (focused !== null) (made.querySelector(`[data-action-id="${focused}"]`) ?? made).focus();
}

function beginning() {
  const found = desk.state.channels.find((one) => one.id === desk.place);
  const words = found?.kind === 'dm' ? 'place.begins_dm' : 'place.begins';
  return h('p', { class: 'beginning', data: { key: 'beginning' } }, say(words, { name: desk.state.app?.name ?? '' }));
}

const divider = (today, ts) => h('div', { class: 'day', data: { key: `day ${today} ${ts}` } }, h('span', {}, today));

function show(message) {
  const author = person(message.user);
  const own = !message.user;
  const press = (block, element, value) => {
    comesForMe();
    return act('press', { channel: desk.place, ts: message.ts, block_id: block.block_id, action_id: element.action_id, value });
  };
  const name = own ? desk.state.name : author?.name ?? message.user;
  const callsMe = message.pings?.some((id) => [desk.as, 'channel', 'here', 'everyone'].includes(id));
  return h('article', {
    class: ['message', message.ephemeral && 'ephemeral', callsMe && 'calls-me'].filter(Boolean).join(' '), 'aria-label': name, tabindex: '-1',
    data: { key: message.ts, ts: message.ts, user: message.user, testid: 'message' },
  },
  avatar(author),
  h('div', { class: 'said' },
    h('p', { class: 'by' },
      h('b', {}, name), author?.app ? h('span', { class: 'badge' }, say('person.app')) : null,
      h('time', { datetime: message.time, title: full(message.time, zone()) }, clock(message.time, zone())),
      message.edited ? h('span', { class: 'edited' }, say('message.edited')) : null),
    h('div', { class: 'content', lang: tongue(message) }, own ? h('p', {}, notice(message.text)) : content(message, press)),
    message.files?.length ? h('div', { class: 'files' }, message.files.map(file)) : null,
    message.ephemeral ? h('p', { class: 'only' }, say('message.only_you')) : null));
}

// tongue is the language of what is said: where a line may break depends on it.
export const tongue = (said) => (/[\u3040-\u30ff]/.test(JSON.stringify(said.blocks ?? said.text)) ? 'ja' : null);

// file is a file that came with a message: pictures are shown, others can be saved.
function file(one) {
  const name = one.title || one.name;
  const address = `${one.url}?as=${desk.as}`;
  if (one.mimetype?.startsWith('image/')) return h('a', { href: address, target: '_blank' }, h('img', { src: address, alt: one.alt_txt || name }));
  return h('a', { class: 'file', href: address, download: one.name, data: { testid: 'file' } },
    h('span', { class: 'file-kind', 'aria-hidden': 'true' }, (one.filetype || '…').slice(0, 4)),
    h('span', {}, h('b', {}, name), h('small', {}, say('message.file', { size: Math.max(1, Math.round(one.size / 1024)) }))));
}

// home is the app's home page of the visitor's person.
export function showHome(element, spoken) {
  if (!changed(element, [desk.as, desk.home, spoken])) return;
  if (!desk.home) {
    element.replaceChildren(h('p', { class: 'beginning' }, say('place.home_empty')));
    return;
  }
  const press = (block, one, value) => act('press', { view: desk.home.id, block_id: block.block_id, action_id: one.action_id, value });
  element.replaceChildren(h('div', { class: 'content home-page', lang: tongue(desk.home), data: { testid: 'home' } }, blocks(desk.home.blocks, press)));
}
