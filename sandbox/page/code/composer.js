// Where the visitor writes. What begins with "/" is a command, and is completed. So is what begins with its full-width
// form, as Japanese keyboards write it: nobody's reflection shall stand in the open for the width of a stroke.
import { h, changed } from './dom.js';
import { act, desk, channel } from './desk.js';
import { nearest } from './nearest.js';
import { comesForMe, toEnd } from './talk.js';
import { did } from './tried.js';
import { say } from './words.js';

let input;
let list;
let lost; // says that there is no such command
let chosen = 0;

export function composer() {
  input = h('textarea', { rows: '1', data: { testid: 'composer' }, role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': 'completion' });
  list = h('ul', { id: 'completion', role: 'listbox', hidden: true, data: { testid: 'completion' } });
  lost = h('p', { class: 'lost', role: 'alert', hidden: true, data: { testid: 'unknown-command' } });
  const send = h('button', { type: 'submit', class: 'send', data: { testid: 'send' } }, '➤');
  const file = h('input', { type: 'file', hidden: true, data: { testid: 'file' }, on: { change: () => { share(file.files[0]); file.value = ''; } } });
  const attach = h('button', { type: 'button', class: 'attach', data: { testid: 'attach' }, on: { click: () => file.click() } }, '＋');
  const form = h('form', { class: 'composer' }, list, lost, attach, file, input, send);
  form.addEventListener('dragover', (event) => event.preventDefault());
  form.addEventListener('drop', (event) => { event.preventDefault(); share(event.dataTransfer.files[0]); });
  form.addEventListener('submit', (event) => { event.preventDefault(); submit(); });
  input.addEventListener('input', () => { chosen = 0; lost.hidden = true; grow(); complete(); });
  input.addEventListener('keydown', onKey);
  input.addEventListener('keypress', (event) => { // some keyboards type the new line after the key that sent
    if (event.key === 'Enter' && !event.shiftKey) event.preventDefault();
  });
  input.addEventListener('blur', () => setTimeout(() => { list.hidden = true; }, 150));
  input.addEventListener('focus', complete);
  return form;
}

export function showComposer(form, spoken) {
  const place = channel(desk.place);
  form.hidden = !place;
  if (!place || !changed(form, [desk.as, desk.place, place.name, spoken])) return;
  lost.hidden = true;
  const label = say(place.kind === 'dm' ? 'composer.to_dm' : 'composer.to', { name: place.name || desk.state.app?.name || '' });
  input.placeholder = label;
  input.setAttribute('aria-label', label);
  form.querySelector('.send').setAttribute('aria-label', say('composer.send'));
  form.querySelector('.attach').setAttribute('aria-label', say('composer.attach'));
  form.querySelector('.attach').title = say('composer.attach');
  list.setAttribute('aria-label', say('composer.commands'));
  complete();
}

// write puts words into the composer, for the visitor to send.
export function write(text) {
  input.value = text;
  lost.hidden = true;
  grow();
  input.focus();
}

function grow() {
  input.rows = Math.min(8, Math.max(1, input.value.split('\n').length));
}

// typed is what stands in the composer, its command in the letters of commands.
const typed = () => input.value.replace(/^[/／]\S*/, (word) => word.normalize('NFKC').toLowerCase());

const commands = () => desk.state.commands ?? [];

const matching = () => (/^\/\S*$/.test(typed()) ? commands().filter((one) => one.command.startsWith(typed())) : []);

function complete() {
  const all = document.activeElement === input ? matching() : [];
  list.hidden = all.length === 0;
  input.setAttribute('aria-expanded', String(!list.hidden));
  chosen = Math.min(chosen, Math.max(0, all.length - 1));
  if (list.hidden) input.removeAttribute('aria-activedescendant');
  else input.setAttribute('aria-activedescendant', `completion-${chosen}`);
  list.replaceChildren(...all.map((one, i) => h('li', {
    id: `completion-${i}`, role: 'option', 'aria-selected': String(i === chosen), data: { command: one.command },
    on: { mousedown: (event) => { event.preventDefault(); take(one); } },
  }, h('b', {}, one.command), one.usage_hint ? h('code', {}, one.usage_hint) : null, h('span', {}, one.description))));
}

function take(one) {
  write(`${one.command} `);
  complete();
}

function onKey(event) {
  if (event.isComposing || event.keyCode === 229) return; // Enter belongs to whoever is writing Japanese
  const all = list.hidden ? [] : matching();
  const exact = all.some((one) => one.command === typed());
  switch (event.key) {
    case 'ArrowDown':
    case 'ArrowUp':
      if (!all.length) return;
      chosen = (chosen + (event.key === 'ArrowDown' ? 1 : all.length - 1)) % all.length;
      break;
    case 'Tab':
      if (!all.length || event.shiftKey) return;
      take(all[chosen]);
      break;
    case 'Escape':
      if (list.hidden) return;
      list.hidden = true;
      event.preventDefault();
      return;
    case 'Enter':
      if (event.shiftKey) return;
      if (all.length && !exact) take(all[chosen]);
      else submit();
      break;
    default:
      return;
  }
  event.preventDefault();
  complete();
}

async function submit() {
  const text = typed().trim();
  if (!text) return;
  const [, command, rest] = /^(\/[^\s]*)\s*([\s\S]*)$/.exec(text) ?? [];
  if (command && commands().length && !commands().some((one) => one.command === command)) {
    tellLost(command);
    return;
  }
  write('');
  complete();
  comesForMe();
  toEnd();
  const done = command
    ? await act('command', { channel: desk.place, command, text: rest })
    : await act('say', { channel: desk.place, text });
  if (done === undefined && !input.value) write(text); // nothing that was written is lost
  if (done !== undefined && command === '/reflect') did('reflect');
}

// largestShared is what the page sends at once, in bytes; it is written in four letters for three of them.
const largestShared = 2.5 * 1024 * 1024;

// share puts a file into the conversation.
async function share(file) {
  if (!file) return;
  if (file.size > largestShared) {
    lost.replaceChildren(h('span', {}, say('composer.too_large')));
    lost.hidden = false;
    return;
  }
  lost.hidden = true;
  const bytes = new Uint8Array(await file.arrayBuffer());
  let letters = '';
  for (let i = 0; i < bytes.length; i += 0x8000) letters += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  comesForMe();
  toEnd();
  await act('share', { channel: desk.place, name: file.name, content: btoa(letters) });
}

// tellLost says that there is no such command, and which may be meant. What was written stays where it is.
function tellLost(command) {
  const known = commands().map((one) => one.command);
  const joined = known.find((one) => command.startsWith(one)); // the space was forgotten
  const meant = joined ?? nearest(command, known);
  const use = () => {
    input.value = joined ? typed().replace(joined, `${joined} `) : typed().replace(/^\/\S*/, meant);
    lost.hidden = true;
    input.focus();
  };
  lost.replaceChildren(
    h('span', {}, say(meant ? 'composer.unknown_nearest' : 'composer.unknown', { command })),
    ...(meant ? [h('button', { type: 'button', class: 'button', data: { testid: 'nearest-command' }, on: { click: use } }, say('composer.use', { command: meant }))] : []));
  lost.hidden = false;
}
