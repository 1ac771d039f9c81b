// A few things to try first, for somebody who has just come in. What was tried is ticked; when all is, the card goes away.
import { h } from './dom.js';
import { desk } from './desk.js';
import { say } from './words.js';
import { did, tried } from './tried.js';
import { write } from './composer.js';

const key = 'ippo-hints-done';
const farewell = 6000; // how long the last tick can be seen

// tries are what a newcomer may do, each one press away. Only those are shown that this workspace can do.
const tries = [
  { name: 'nudge', can: () => desk.state.app, go: ({ go }) => go(desk.state.app.dm) },
  { name: 'reflect', can: () => has('/reflect'), go: async ({ go }) => { await go(general()); write(say('hint.reflect_words')); } },
  { name: 'next', can: () => desk.state.travel, go: () => document.querySelector('[data-testid="clock-next"]')?.click() },
  { name: 'announce', can: () => has('/announce') && organizer(), go: async ({ become, go }) => { await become(organizer().id); await go(general()); write('/announce '); } },
];

const has = (command) => desk.state.commands?.some((one) => one.command === command);
const organizer = () => desk.state.people.find((one) => one.role === 'organizer');
const general = () => desk.state.channels.find((one) => one.kind === 'channel')?.id ?? desk.place;

// seen ticks what can be seen to be done: the app's messages are open.
export function seen() {
  if (desk.place === desk.state.app?.dm) did('nudge');
}

export function hints(moves) {
  if (localStorage.getItem(key)) return null;
  const done = tried();
  const all = tries.filter((one) => one.can());
  const next = all.find((one) => !done.has(one.name));
  const card = h('aside', { class: next ? 'hints' : 'hints finished', 'aria-label': say('hint.title'), data: { testid: 'hints' } });
  const away = () => { localStorage.setItem(key, '1'); card.remove(); };
  card.append(
    h('header', {}, h('b', {}, next ? say('hint.title') : say('hint.finished')),
      h('small', { 'aria-label': say('hint.progress', { done: all.filter((one) => done.has(one.name)).length, all: all.length }) },
        `${all.filter((one) => done.has(one.name)).length}/${all.length}`),
      h('button', { type: 'button', class: 'cross', 'aria-label': say('hint.dismiss'), data: { testid: 'hints-close' }, on: { click: away } }, '✕')),
    h('div', { class: 'tries' }, all.map((one) => h('button', {
      type: 'button', class: ['try', done.has(one.name) && 'done', one === next && 'now'].filter(Boolean).join(' '),
      data: { testid: `hint-${one.name}` }, on: { click: () => one.go(moves) },
    }, say(`hint.${one.name}`), done.has(one.name) ? h('span', { class: 'unseen' }, say('hint.ticked')) : null))));
  if (!next) setTimeout(away, farewell);
  return card;
}
