// What a newcomer has tried already. This browser remembers it.
const key = 'ippo-tried';
let heard = () => {};

export const tried = () => new Set(JSON.parse(localStorage.getItem(key) ?? '[]'));

// did notes that the visitor tried something of what is proposed.
export function did(name) {
  const all = tried();
  if (all.has(name)) return;
  localStorage.setItem(key, JSON.stringify([...all, name]));
  heard();
}

// onTried is told when something new was tried.
export function onTried(listener) { heard = listener; }
