// What can be pressed, chosen and filled in. Each control gives its element, and for forms its value: text, or a list of texts.
import { h } from './dom.js';
import { textObject } from './markup.js';
import { desk } from './desk.js';
import { say } from './words.js';

const plain = (object) => object?.text ?? '';
const value = (option) => option?.value ?? '';

const kinds = {
  plain_text_input: textInput,
  static_select: select, users_select: select,
  multi_static_select: several, multi_users_select: several, checkboxes: several,
  radio_buttons: radio,
  datepicker: moment, timepicker: moment, datetimepicker: moment,
};

// control makes the control of an element: {element, read}. Where something is listening, it hears of each change.
export function control(element, { label = '', listening = null, id = '', optional = false } = {}) {
  const kind = kinds[element.type];
  if (!kind) return { element: h('span', { class: 'unknown' }, `[${element.type}]`), read: () => undefined };
  const made = kind(element, label, id, optional);
  if (listening) made.element.addEventListener('change', () => listening(made.read()));
  return made;
}

function hooks(element, label, id) {
  return { id, 'aria-label': id ? null : label || plain(element.placeholder), data: { actionId: element.action_id } };
}

// longest is how many characters a text may have.
export const longest = (element) => element.max_length ?? 3000;

// textInput takes more than fits, so that nothing is cut in silence, and says near the limit how much is left.
function textInput(element, label, id) {
  const input = h(element.multiline ? 'textarea' : 'input', {
    ...hooks(element, label, id), placeholder: plain(element.placeholder), rows: element.multiline ? 3 : null,
    minlength: element.min_length, autofocus: element.focus_on_load === true, value: element.initial_value ?? '',
  });
  const counter = h('p', { class: 'counter', role: 'status', data: { testid: 'counter' } });
  const count = () => {
    const left = longest(element) - [...input.value].length;
    const near = longest(element) > 20 && left <= Math.max(20, longest(element) / 10) || left < 0;
    counter.textContent = !near ? '' : left < 0 ? say('form.too_long', { count: -left }) : say('form.left', { count: left });
    counter.classList.toggle('over', left < 0);
  };
  input.addEventListener('input', count);
  count();
  return { element: input, read: () => input.value, below: counter };
}

// choices are an element's options, with the groups in which they stand; for people, everybody.
function choices(element) {
  if (element.type.endsWith('users_select')) {
    const people = desk.state.people.filter((one) => !one.app && !one.deactivated);
    return [{ options: people.map((one) => ({ value: one.id, text: { type: 'plain_text', text: one.name } })) }];
  }
  return element.option_groups?.map((group) => ({ label: plain(group.label), options: group.options })) ?? [{ options: element.options }];
}

const initially = (element) => [
  ...(element.initial_options ?? []).map(value), ...(element.initial_users ?? []),
  ...[value(element.initial_option), element.initial_user].filter(Boolean),
];

// select leaves out the empty option where something is chosen already: there it would only let one choose nothing.
function select(element, label, id, optional) {
  const chosen = initially(element)[0] ?? '';
  const option = (one) => h('option', { value: one.value }, plain(one.text));
  const input = h('select', hooks(element, label, id),
    chosen && !optional ? null : h('option', { value: '' }, plain(element.placeholder) || say('form.choose')),
    choices(element).map((group) => (group.label ? h('optgroup', { label: group.label }, group.options.map(option)) : group.options.map(option))));
  input.value = chosen;
  return { element: input, read: () => input.value };
}

// ticks are boxes, or buttons of which one is pressed, with a label each.
function ticks(type, element, label) {
  const chosen = initially(element);
  const name = `${type}-${element.action_id}-${crypto.randomUUID()}`;
  const all = choices(element);
  const box = (one) => h('label', { class: 'tick' },
    h('input', { type, name, value: one.value, checked: chosen.includes(one.value), data: { option: one.value } }),
    h('span', {}, textObject(one.text), one.description ? h('small', {}, textObject(one.description)) : null));
  const columns = element.type.startsWith('multi') ? Math.max(...all.map(({ options }) => rowLength(options))) : 0;
  const compact = !element.type.startsWith('multi') ? 'ticks' : columns ? 'ticks chips in-rows' : 'ticks chips';
  const group = h('div', { role: type === 'radio' ? 'radiogroup' : 'group', class: compact, 'aria-label': label, data: { actionId: element.action_id } },
    all.map((some) => [some.label ? h('h4', {}, some.label) : null, some.options.map(box)]));
  if (columns) group.style.setProperty('--columns', columns);
  const read = () => [...group.querySelectorAll('input:checked')].map((input) => input.value);
  return { element: group, read };
}

// rowLength is how many options stand in a row where they come in rows of the same length, such as the hours of each day: those in a row
// begin with the same word. 0: they do not.
function rowLength(options) {
  const begins = options.map((one) => /^\D*/.exec(plain(one.text))[0]);
  const length = begins.findIndex((word) => word !== begins[0]);
  const alike = length > 1 && options.length % length === 0
    && begins.every((word, i) => word && (i % length ? word === begins[i - 1] : word !== begins[i - 1]));
  return alike ? length : 0;
}

function several(element, label) {
  const made = ticks('checkbox', element, label);
  if (!element.max_selected_items) return made;
  made.element.addEventListener('change', (event) => {
    if (made.read().length > element.max_selected_items) event.target.checked = false;
  });
  return made;
}

function radio(element, label) {
  const made = ticks('radio', element, label);
  return { element: made.element, read: () => made.read()[0] ?? '' };
}

function moment(element, label, id) {
  const [type, initial] = {
    datepicker: ['date', element.initial_date], timepicker: ['time', element.initial_time],
    datetimepicker: ['datetime-local', element.initial_date_time && new Date(element.initial_date_time * 1000).toISOString().slice(0, 16)],
  }[element.type];
  const input = h('input', { ...hooks(element, label, id), type, value: initial ?? '' });
  const read = () => (type === 'datetime-local' && input.value ? String(Date.parse(`${input.value}Z`) / 1000) : input.value);
  return { element: input, read };
}
