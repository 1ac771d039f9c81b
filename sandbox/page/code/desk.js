// What the page knows: who its visitor is, where they are, and the workspace as it was last seen.
import { get, post, Refused } from './api.js';
import { say, says } from './words.js';

export const desk = {
  as: '', // the person whom the visitor is
  place: '', // a conversation's id, or "home"
  state: null,
  messages: [],
  home: null,
};

export const me = () => person(desk.as);
export const person = (id) => desk.state.people.find((one) => one.id === id);
export const channel = (id) => desk.state.channels.find((one) => one.id === id);
export const zone = () => me()?.zone || 'UTC';
export const nameOf = (id) => person(id)?.name ?? id;

// fetchDesk looks at the workspace again. A place where the person is not is left for one where they are.
export async function fetchDesk() {
  const { as, place: wanted } = desk;
  const state = await get('state', { as });
  let place = wanted;
  if (place !== 'home' && !state.channels.some((one) => one.id === place)) {
    place = state.channels[0]?.id ?? 'home';
  }
  const [messages, home] = place === 'home'
    ? [[], (await get('home', { as: state.me })).view]
    : [(await get('messages', { as: state.me, channel: place })).messages, null];
  if (as !== desk.as || wanted !== desk.place) return false; // the visitor went elsewhere meanwhile
  Object.assign(desk, { as: state.me, place, state, messages, home });
  return true;
}

// The place and the person stand in the address, so that they outlive a reload.
export function readAddress() {
  const [as, place] = location.hash.slice(1).split('/').map(decodeURIComponent);
  return { as: as ?? '', place: place ?? '' };
}

export const writeAddress = () => history.replaceState(null, '', `#${encodeURIComponent(desk.as)}/${encodeURIComponent(desk.place)}`);

let toastEnds;

export function toast(text) {
  const element = document.getElementById('toast');
  element.textContent = text;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => { element.textContent = ''; }, 6000);
}

// act does something as the visitor's person. What cannot be done is told, and undefined returned.
export async function act(path, body = {}) {
  try {
    return await post(path, { as: desk.as, ...body });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(says(`error.${error.code}`) ? say(`error.${error.code}`) : say('error.unknown', { code: error.code }));
    return undefined;
  }
}
