// Block Kit, as the page shows it.
import { h, busy } from './dom.js';
import { control } from './controls.js';
import { markup, textObject } from './markup.js';
import { richText } from './rich.js';
import { say } from './words.js';

// blocks shows blocks. press is called with the block, the element and the value when something is pressed; inputs, for modals,
// collects what can be filled in.
export function blocks(all, press, inputs = null) {
  return (all ?? []).map((block) => {
    const make = makers[block.type];
    const made = make ? make(block, press, inputs) : h('p', { class: 'unknown' }, `[${block.type}]`);
    made.dataset.blockId = block.block_id ?? '';
    return made;
  });
}

const makers = {
  header: (block) => h('h3', { class: 'heading' }, textObject(block.text)),
  divider: () => h('hr'),
  section, context, input, actions, rich_text: richText,
  image: (block) => h('figure', {}, block.title ? h('figcaption', {}, textObject(block.title)) : null, picture(block)),
};

const picture = (image) => h('img', { src: image.image_url, alt: image.alt_text, loading: 'lazy' });

function section(block, press) {
  return h('div', { class: 'section' },
    h('div', { class: 'section-words' },
      block.text ? h('p', {}, textObject(block.text)) : null,
      block.fields ? h('div', { class: 'fields' }, block.fields.map((field) => h('p', {}, textObject(field)))) : null),
    block.accessory ? h('div', { class: 'accessory' }, pressable(block, block.accessory, press)) : null);
}

function context(block) {
  return h('div', { class: 'context' }, block.elements.map((one) => (one.type === 'image' ? picture(one) : h('span', {}, textObject(one)))));
}

function actions(block, press) {
  return h('div', { class: 'actions' }, block.elements.map((one) => pressable(block, one, press)));
}

// pressable is a control that tells the app at once.
function pressable(block, element, press) {
  if (element.type === 'image') return picture(element);
  if (element.type === 'overflow') return overflow(block, element, press);
  if (element.type !== 'button') {
    return control(element, { listening: (value) => press(block, element, value) }).element;
  }
  const button = h(element.url ? 'a' : 'button', {
    type: element.url ? null : 'button', class: ['button', element.style].filter(Boolean).join(' '), 'aria-label': element.accessibility_label,
    href: element.url, target: element.url ? '_blank' : null, rel: element.url ? 'noopener noreferrer' : null,
    data: { actionId: element.action_id, testid: 'action' },
  }, textObject(element.text));
  button.addEventListener('click', () => confirmed(element.confirm) && busy(button, press(block, element, element.value)));
  return button;
}

const confirmed = (question) => !question || window.confirm(`${question.title?.text ?? ''}\n\n${question.text?.text ?? ''}`);

function overflow(block, element, press) {
  const menu = h('select', { class: 'overflow', 'aria-label': say('message.more'), data: { actionId: element.action_id } },
    h('option', { value: '' }, '⋯'), element.options.map((one) => h('option', { value: one.value }, one.text.text)));
  menu.addEventListener('change', () => {
    const chosen = menu.value;
    menu.value = '';
    if (chosen && confirmed(element.confirm)) press(block, element, chosen);
  });
  return menu;
}

function input(block, press, inputs) {
  const id = `input-${block.block_id}`;
  const label = block.label.text;
  const listening = block.dispatch_action ? (value) => press(block, block.element, value) : null;
  const made = control(block.element, { label, listening, id, optional: block.optional === true });
  const problem = h('p', { class: 'problem', id: `${id}-problem`, role: 'alert', data: { testid: 'field-error' } });
  const hint = block.hint ? h('p', { class: 'hint', id: `${id}-hint` }, textObject(block.hint)) : null;
  made.element.setAttribute('aria-describedby', [hint && `${id}-hint`, `${id}-problem`].filter(Boolean).join(' '));
  inputs?.push({ block, element: block.element, read: made.read, control: made.element, problem });
  return h('div', { class: 'input', data: { testid: 'field' } },
    h('label', { for: made.element.id || null }, label, block.optional ? h('small', {}, say('form.optional')) : null),
    hint, made.element, made.below, problem);
}

// content is what a message says: its blocks, or its text where it has none.
export const content = (message, press) => (message.blocks ? blocks(message.blocks, press) : [h('p', {}, markup(message.text))]);
