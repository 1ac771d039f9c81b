// Modals: forms over the page. What was filled in stays until the form is sent or put away, and words in it are not thrown away
// for one wrong key.
import { h, busy, changed } from './dom.js';
import { blocks } from './blocks.js';
import { longest } from './controls.js';
import { act, desk, me } from './desk.js';
import { textObject } from './markup.js';
import { tongue } from './talk.js';
import { did } from './tried.js';
import { say } from './words.js';

let box = null;
let before = null; // what had the focus before a modal opened
let leave = () => {}; // puts the page on top away, or asks first
const pages = new Map(); // by view: a page that another was put upon is still filled in when it comes back

export function showModal(spoken) {
  const view = desk.state.modal;
  if (!view) {
    const closed = box;
    box = null;
    closed?.remove();
    if (closed && document.activeElement === document.body) before?.focus();
    pages.clear();
    return;
  }
  if (!box) {
    const opened = h('dialog', { class: 'modal', data: { testid: 'modal' } });
    box = opened;
    before = document.activeElement;
    box.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.isComposing || event.keyCode === 229) return; // it may end a conversion of kana
      event.preventDefault();
      event.stopPropagation();
      leave();
    });
    box.addEventListener('cancel', (event) => { event.preventDefault(); leave(); });
    box.addEventListener('close', () => { // a browser closes at the second request, whatever was answered
      if (box === opened) opened.showModal();
    });
    document.body.append(box);
    box.showModal();
  }
  if (!changed(box, [desk.as, view, spoken])) return;
  const key = JSON.stringify([view, spoken]);
  const known = pages.get(view.id);
  const made = known?.key === key ? known : { key, ...form(view) };
  const { page } = made;
  pages.set(view.id, made);
  leave = made.leave;
  box.setAttribute('aria-labelledby', `title-${view.id}`);
  box.replaceChildren(page);
  (page.querySelector('[autofocus], .input input, .input textarea, .input select, [type="submit"]') ?? page.querySelector('footer button')).focus();
}

// form makes the page of a view, and says how it is left.
function form(view) {
  const inputs = [];
  const press = (block, element, value) => act('press', { view: view.id, block_id: block.block_id, action_id: element.action_id, value });
  const away = () => act('close', { view: view.id });
  const question = unsaved(away);
  const leave = () => {
    if (!question.hidden) question.hidden = true; // it stays open
    else if (inputs.some(hasWords)) question.ask();
    else away();
  };
  const title = textObject(view.title);
  const close = h('button', { type: 'button', class: 'button', data: { testid: 'modal-close' }, on: { click: leave } }, textObject(view.close) || say('form.close'));
  const submit = view.submit ? h('button', { type: 'submit', class: 'button primary', data: { testid: 'modal-submit' } }, textObject(view.submit)) : null;
  const page = h('form', { novalidate: true, lang: tongue(view), data: { view: view.id } },
    h('header', {}, h('h2', { id: `title-${view.id}` }, title),
      h('button', { type: 'button', class: 'cross', 'aria-label': say('form.close'), on: { click: leave } }, '✕')),
    h('div', { class: 'content' }, blocks(view.blocks, press, inputs)),
    question, h('footer', {}, close, submit));
  page.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!complete(inputs)) return;
    const answer = await busy(submit, act('submit', { view: view.id, values: read(inputs) }));
    for (const one of inputs) tell(one, answer?.errors?.[one.block.block_id] ?? '');
    if (focusFirstProblem(inputs) && answer && me()?.role === 'organizer') did('announce');
  });
  return { page, leave };
}

// unsaved asks whether words are to be thrown away.
function unsaved(away) {
  const stay = h('button', { type: 'button', class: 'button primary', data: { testid: 'unsaved-stay' }, on: { click: () => { question.hidden = true; } } }, say('form.stay'));
  const question = h('div', { class: 'unsaved', role: 'alertdialog', 'aria-label': say('form.unsaved'), hidden: true, data: { testid: 'unsaved' } },
    h('p', {}, say('form.unsaved')),
    h('button', { type: 'button', class: 'button', data: { testid: 'unsaved-leave' }, on: { click: away } }, say('form.close')), stay);
  question.ask = () => { question.hidden = false; stay.focus(); };
  return question;
}

// hasWords reports whether somebody wrote something into a field.
function hasWords(one) {
  if (one.element.type !== 'plain_text_input') return false;
  const words = one.read().trim();
  return words !== '' && words !== (one.element.initial_value ?? '').trim();
}

function read(inputs) {
  const values = {};
  for (const one of inputs) {
    values[one.block.block_id] ??= {};
    values[one.block.block_id][one.element.action_id] = one.read();
  }
  return values;
}

// complete tells what is still missing, before anything is sent.
function complete(inputs) {
  for (const one of inputs) {
    const value = one.read();
    const length = typeof value === 'string' ? [...value].length : value.length;
    let problem = '';
    if (!length && !one.block.optional) problem = say('form.required');
    else if (length && length < (one.element.min_length ?? 0)) problem = say('form.too_short', { count: one.element.min_length });
    else if (one.element.type === 'plain_text_input' && length > longest(one.element)) problem = say('form.too_long', { count: length - longest(one.element) });
    tell(one, problem);
  }
  return focusFirstProblem(inputs);
}

function tell(one, problem) {
  one.problem.textContent = problem;
  one.control.setAttribute('aria-invalid', String(Boolean(problem)));
}

function focusFirstProblem(inputs) {
  const first = inputs.find((one) => one.problem.textContent);
  if (first) (first.control.matches('input, select, textarea') ? first.control : first.control.querySelector('input')).focus();
  return !first;
}
