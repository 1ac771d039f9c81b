// The page of the whole year: every message in order, as everybody would get it. Nothing can be pressed on it; it is to be read.
import { h } from './dom.js';
import { get } from './api.js';
import { clock, day, say, speak, spoken } from './words.js';

const mostNamed = 6;
const head = document.getElementById('head');
const place = document.getElementById('year');
let year;
let people;
const wanted = { person: '', kind: '' };

const chooser = (name, label, options) => h('label', { class: 'chooser' }, h('span', {}, label),
  h('select', { data: { testid: `rehearsal-${name}` }, on: { change: (event) => { wanted[name] = event.target.value; show(); } } },
    options.map(([value, words]) => h('option', { value }, words))));

function showHead() {
  const kinds = [...new Set(year.messages.map((one) => one.kind))];
  document.title = say('rehearsal.title', { cohort: year.cohort });
  head.replaceChildren(
    h('a', { class: 'back', href: './' }, `← ${say('rehearsal.back')}`),
    h('h1', {}, say('rehearsal.title', { cohort: year.cohort })),
    h('p', { class: 'hint' }, say('rehearsal.about')),
    year.remarks?.length ? h('ul', { class: 'remarks', data: { testid: 'rehearsal-remarks' } }, year.remarks.map((one) => h('li', {}, one))) : '',
    h('div', { class: 'choosers' },
      chooser('person', say('rehearsal.person'), [...year.people.map((one) => [one.id, one.name]), ['', say('rehearsal.everybody')]]),
      chooser('kind', say('rehearsal.kind'), [['', say('rehearsal.every_kind')], ...kinds.map((kind) => [kind, say(`kinds.${kind}`)])])));
}

// What somebody sees: what comes to them, to the channel, and to rooms that they are in.
const sees = (message) => (!wanted.kind || message.kind === wanted.kind)
  && (!wanted.person || message.place === 'channel' || message.to.includes(wanted.person));

// zoneOf is the clock that a message is read by: that of whom it is for, or of who is looking.
const zoneOf = (message) => people.get(wanted.person)?.zone ?? message.zone;

function monthOf(message) {
  const part = (options) => new Intl.DateTimeFormat('en', { timeZone: zoneOf(message), ...options }).format(new Date(message.at));
  return say('rehearsal.month', { year: part({ year: 'numeric' }), month: part({ month: spoken() === 'ja' ? 'numeric' : 'long' }) });
}

function show() {
  const months = new Map();
  for (const message of year.messages.filter(sees)) {
    const month = monthOf(message);
    months.set(month, [...(months.get(month) ?? []), message]);
  }
  const parts = [...months].map(([month, messages], at) => h('section', { id: `month-${at}`, data: { testid: 'rehearsal-month' } },
    h('h2', {}, month, h('small', {}, say('rehearsal.count', { count: messages.reduce((sum, one) => sum + copies(one), 0) }))),
    messages.map(shown)));
  const index = h('nav', { class: 'months', 'aria-label': say('rehearsal.months') },
    [...months.keys()].map((month, at) => h('a', { href: `#month-${at}` }, month)));
  place.replaceChildren(index, ...parts);
}

// copies counts in how many conversations a message stands, of those that are being looked at.
const copies = (message) => (message.place === 'person' && !wanted.person ? message.to.length : 1);

function shown(message) {
  const zone = zoneOf(message);
  return h('article', { data: { testid: 'rehearsed', kind: message.kind } },
    h('header', {},
      h('b', {}, `${day(message.at, zone)} ${clock(message.at, zone)}`), ' ',
      h('span', { class: 'badge' }, say(`kinds.${message.kind}`)),
      h('small', {}, who(message), zone === year.zone ? '' : ` · ${zone}`)),
    h('div', { class: 'says' }, lines(message.lines)));
}

function who(message) {
  if (message.place === 'channel') return year.channel;
  const all = (wanted.person && message.place === 'person' ? [wanted.person] : message.to).map((id) => people.get(id)?.name ?? id);
  const more = all.length - mostNamed;
  const named = all.slice(0, mostNamed).join(spoken() === 'ja' ? '、' : ', ') + (more > 0 ? ` ${say('rehearsal.and_more', { count: more })}` : '');
  return message.place === 'room' ? `${say('rehearsal.room')}: ${named}` : named;
}

const makers = {
  heading: (line) => h('h3', {}, line.text),
  quote: (line) => h('blockquote', {}, line.text),
  small: (line) => h('p', { class: 'small' }, line.text),
  divider: () => h('hr'),
  button: (line) => h('span', { class: 'press' }, line.text),
};

// lines shows what a message says. Buttons of a row stand beside each other.
function lines(all) {
  const made = [];
  for (const line of all) {
    const element = (makers[line.as] ?? ((one) => h('p', {}, one.text)))(line);
    if (line.as !== 'button') made.push(element);
    else if (made.at(-1)?.className === 'row') made.at(-1).append(element);
    else made.push(h('div', { class: 'row' }, element));
  }
  return made;
}

async function begin() {
  await speak(localStorage.getItem('language') ?? 'ja');
  place.textContent = say('rehearsal.preparing');
  try {
    const answer = await get('rehearsal');
    if (!localStorage.getItem('language')) await speak(answer.language);
    year = answer.year;
  } catch (error) {
    place.textContent = say(`error.${error.code}`);
    return;
  }
  people = new Map(year.people.map((one) => [one.id, one]));
  wanted.person = year.people[0]?.id ?? ''; // a whole cohort's year is too much to begin with
  showHead();
  show();
  document.documentElement.dataset.ready = 'true';
}

begin();
