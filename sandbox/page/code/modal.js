// Modals: forms over the page. What was filled in stays until the form is sent or put away.
import { h, busy, changed } from './dom.js';
import { blocks } from './blocks.js';
import { act, desk } from './desk.js';
import { textObject } from './markup.js';
import { say } from './words.js';

let box = null;

export function showModal(spoken) {
  const view = desk.state.modal;
  if (!view) {
    box?.remove();
    box = null;
    return;
  }
  if (!box) {
    box = h('dialog', { class: 'modal', data: { testid: 'modal' } });
    box.addEventListener('cancel', (event) => { event.preventDefault(); act('close'); });
    document.body.append(box);
    box.showModal();
  }
  if (changed(box, [desk.as, view, spoken])) fill(view);
}

function fill(view) {
  const form = { inputs: [] };
  const press = (block, element, value) => act('press', { view: view.id, block_id: block.block_id, action_id: element.action_id, value });
  const title = textObject(view.title);
  const close = h('button', { type: 'button', class: 'button', data: { testid: 'modal-close' }, on: { click: () => act('close') } }, textObject(view.close) || say('form.close'));
  const submit = view.submit ? h('button', { type: 'submit', class: 'button primary', data: { testid: 'modal-submit' } }, textObject(view.submit)) : null;
  const page = h('form', { novalidate: true, data: { view: view.id } },
    h('header', {}, h('h2', { id: 'modal-title' }, title),
      h('button', { type: 'button', class: 'cross', 'aria-label': say('form.close'), on: { click: () => act('close') } }, '✕')),
    h('div', { class: 'content' }, blocks(view.blocks, press, form)),
    h('footer', {}, close, submit));
  page.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!complete(form)) return;
    const answer = await busy(submit, act('submit', { view: view.id, values: read(form) }));
    for (const one of form.inputs) tell(one, answer?.errors?.[one.block.block_id] ?? '');
    focusFirstProblem(form);
  });
  box.setAttribute('aria-labelledby', 'modal-title');
  box.replaceChildren(page);
  page.querySelector('.content').scrollTop = 0;
  (page.querySelector('[autofocus], .input input, .input textarea, .input select') ?? submit ?? close).focus();
}

function read(form) {
  const values = {};
  for (const one of form.inputs) {
    values[one.block.block_id] ??= {};
    values[one.block.block_id][one.element.action_id] = one.read();
  }
  return values;
}

// complete tells what is still missing, before anything is sent.
function complete(form) {
  for (const one of form.inputs) {
    const value = one.read();
    const length = typeof value === 'string' ? [...value].length : value.length;
    let problem = '';
    if (!length && !one.block.optional) problem = say('form.required');
    else if (length && length < (one.element.min_length ?? 0)) problem = say('form.too_short', { count: one.element.min_length });
    tell(one, problem);
  }
  return focusFirstProblem(form);
}

function tell(one, problem) {
  one.problem.textContent = problem;
  one.control.toggleAttribute('aria-invalid', Boolean(problem));
}

function focusFirstProblem(form) {
  const first = form.inputs.find((one) => one.problem.textContent);
  if (first) (first.control.matches('input, select, textarea') ? first.control : first.control.querySelector('input')).focus();
  return !first;
}
