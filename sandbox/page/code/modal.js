// Modals: forms over the page. What was filled in stays until the form is sent or put away.
import { h, busy, changed } from './dom.js';
import { blocks } from './blocks.js';
import { act, desk } from './desk.js';
import { textObject } from './markup.js';
import { say } from './words.js';

let box = null;
const pages = new Map(); // by view: a page that another was put upon is still filled in when it comes back

export function showModal(spoken) {
  const view = desk.state.modal;
  if (!view) {
    box?.remove();
    box = null;
    pages.clear();
    return;
  }
  if (!box) {
    box = h('dialog', { class: 'modal', data: { testid: 'modal' } });
    box.addEventListener('cancel', (event) => { event.preventDefault(); act('close', { view: desk.state.modal?.id }); });
    document.body.append(box);
    box.showModal();
  }
  if (!changed(box, [desk.as, view, spoken])) return;
  const key = JSON.stringify([view, spoken]);
  const known = pages.get(view.id);
  const page = known?.key === key ? known.page : form(view);
  pages.set(view.id, { key, page });
  box.setAttribute('aria-labelledby', `title-${view.id}`);
  box.replaceChildren(page);
  (page.querySelector('[autofocus], .input input, .input textarea, .input select, [type="submit"]') ?? page.querySelector('footer button')).focus();
}

// form makes the page of a view.
function form(view) {
  const inputs = [];
  const press = (block, element, value) => act('press', { view: view.id, block_id: block.block_id, action_id: element.action_id, value });
  const away = () => act('close', { view: view.id });
  const title = textObject(view.title);
  const close = h('button', { type: 'button', class: 'button', data: { testid: 'modal-close' }, on: { click: away } }, textObject(view.close) || say('form.close'));
  const submit = view.submit ? h('button', { type: 'submit', class: 'button primary', data: { testid: 'modal-submit' } }, textObject(view.submit)) : null;
  const page = h('form', { novalidate: true, data: { view: view.id } },
    h('header', {}, h('h2', { id: `title-${view.id}` }, title),
      h('button', { type: 'button', class: 'cross', 'aria-label': say('form.close'), on: { click: away } }, '✕')),
    h('div', { class: 'content' }, blocks(view.blocks, press, inputs)),
    h('footer', {}, close, submit));
  page.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!complete(inputs)) return;
    const answer = await busy(submit, act('submit', { view: view.id, values: read(inputs) }));
    for (const one of inputs) tell(one, answer?.errors?.[one.block.block_id] ?? '');
    focusFirstProblem(inputs);
  });
  return page;
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
