// A few things to try first, for somebody who has just come in.
import { h } from './dom.js';
import { desk } from './desk.js';
import { say } from './words.js';
import { write } from './composer.js';

const key = 'ippo-hints-done';

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

export function hints(moves) {
  if (localStorage.getItem(key)) return null;
  const card = h('aside', { class: 'hints', 'aria-label': say('hint.title'), data: { testid: 'hints' } },
    h('header', {}, h('b', {}, say('hint.title')),
      h('button', { type: 'button', class: 'cross', 'aria-label': say('hint.dismiss'), data: { testid: 'hints-close' }, on: { click: () => { localStorage.setItem(key, '1'); card.remove(); } } }, '✕')),
    h('div', { class: 'tries' }, tries.filter((one) => one.can()).map((one) => h('button', {
      type: 'button', class: 'try', data: { testid: `hint-${one.name}` }, on: { click: () => one.go(moves) },
    }, say(`hint.${one.name}`)))));
  return card;
}
