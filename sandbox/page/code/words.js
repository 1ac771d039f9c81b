// Everything that the page itself says, from the workspace's word files, and dates as its readers write them.
import { get } from './api.js';

let words = {};
let language = 'ja';

export async function speak(chosen) {
  words = await get('words', { lang: chosen });
  language = chosen;
  document.documentElement.lang = chosen;
}

export const spoken = () => language;

// say returns a sentence with its {placeholders} filled in.
export function say(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const says = (key) => key in words;

const formats = new Map();

function format(moment, zone, options) {
  const key = JSON.stringify([language, zone, options]);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', { timeZone: zone, ...options }));
  }
  return formats.get(key).format(new Date(moment));
}

export const day = (moment, zone) => format(moment, zone, { month: 'short', day: 'numeric', weekday: 'short' });
export const year = (moment, zone) => format(moment, zone, { year: 'numeric' });
export const clock = (moment, zone) => format(moment, zone, { hour: '2-digit', minute: '2-digit', hour12: false });
export const full = (moment, zone) => format(moment, zone, {
  year: 'numeric', month: 'long', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit', hour12: false,
});

// local is a moment as a date-time input holds it.
export function local(moment, zone) {
  return new Date(moment).toLocaleString('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).replace(' ', 'T');
}
