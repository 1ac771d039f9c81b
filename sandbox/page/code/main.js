// The page of the workspace: one can be any person in it, and move its calendar. It shows what the workspace says and keeps
// nothing of its own; every change of the workspace makes it look again.
import { h, changed } from './dom.js';
import { listen } from './api.js';
import { act, channel, desk, fetchDesk, nameOf, readAddress, toast, writeAddress } from './desk.js';
import { composer, showComposer } from './composer.js';
import { hints, seen } from './hints.js';
import { showModal } from './modal.js';
import { showSide } from './side.js';
import { showHome, showMessages, talk } from './talk.js';
import { showTop } from './clock.js';
import { onTried, tried } from './tried.js';
import { say, speak, spoken } from './words.js';

const top = document.getElementById('top');
const side = document.getElementById('side');
const place = document.getElementById('place');
const title = h('header', { class: 'place-title' });
const hintPlace = h('div');
const home = h('div', { class: 'home', hidden: true });
const conversation = talk();
const writing = composer();
place.append(title, hintPlace, conversation, home, writing);

let events;

// become makes the visitor another person, who is where the last one was, or in the same kind of place.
async function become(id) {
  const inDM = desk.place === desk.state.app?.dm;
  Object.assign(desk, { as: id, place: inDM ? '' : desk.place });
  if (inDM) desk.place = (await dmOf(id)) ?? '';
  hear();
  closeSide();
  await look();
}

async function dmOf(id) {
  const response = await fetch(`page/state?${new URLSearchParams({ as: id })}`);
  return (await response.json()).app?.dm;
}

async function go(id) {
  desk.place = id;
  closeSide();
  if (id === 'home') await act('open_home');
  await look();
}

function hear() {
  events?.close();
  events = listen(desk.as, look, (away) => {
    document.documentElement.classList.toggle('away', away);
    if (away) toast(say('error.away'));
  });
}

let looking = false;
let again = false;

// look brings the page up to date. Changes that come while it looks make it look once more.
async function look() {
  if (looking) {
    again = true;
    return;
  }
  looking = true;
  try {
    do {
      again = false;
      if (await fetchDesk()) show();
    } while (again);
  } catch (error) {
    if (error.code !== 'away') throw error;
  } finally {
    looking = false;
  }
}

function show() {
  const language = spoken();
  const moves = { go, become };
  writeAddress();
  document.title = say('title', { name: desk.state.name });
  showTop(top, { menu: () => document.body.classList.toggle('side-open'), speakOther, spoken: language });
  showSide(side, { ...moves, spoken: language });
  showTitle(language);
  seen();
  if (changed(hintPlace, [language, desk.as, [...tried()]])) hintPlace.replaceChildren(...[hints(moves)].filter(Boolean));
  const atHome = desk.place === 'home';
  conversation.hidden = atHome;
  home.hidden = !atHome;
  showComposer(writing, language); // it takes of the room in which messages are shown
  if (atHome) showHome(home, language);
  else showMessages(language);
  showModal(language);
  Object.assign(document.documentElement.dataset, { ready: 'true', revision: desk.state.revision });
}

function showTitle(language) {
  const found = channel(desk.place);
  if (!changed(title, [desk.place, found?.name, found?.members, desk.as, language])) return;
  const name = desk.place === 'home' ? say('side.home') : found.kind === 'dm' ? desk.state.app?.name ?? '' : found.name;
  title.replaceChildren(
    h('h1', {}, found && found.kind === 'channel' ? '# ' : '', name),
    h('small', {}, found && found.kind !== 'dm' ? say('place.members', { count: found.members }) : say('place.as', { name: nameOf(desk.as) })));
}

const closeSide = () => document.body.classList.remove('side-open');

async function speakOther() {
  const chosen = spoken() === 'ja' ? 'en' : 'ja';
  await speak(chosen);
  localStorage.setItem('language', chosen);
  show();
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') closeSide();
});
place.addEventListener('click', closeSide);
onTried(() => desk.state && look());
window.addEventListener('hashchange', () => {
  const { as, place: wanted } = readAddress();
  if (as !== desk.as || wanted !== desk.place) {
    Object.assign(desk, { as, place: wanted });
    hear();
    look();
  }
});

async function begin() {
  const { as, place: wanted } = readAddress();
  Object.assign(desk, { as: as || 'U0001', place: wanted });
  await speak(localStorage.getItem('language') ?? 'ja');
  await fetchDesk();
  if (!localStorage.getItem('language')) await speak(desk.state.language);
  if (desk.place === 'home') await act('open_home');
  show();
  hear();
}

begin();
