// Rich text: what people wrote, in parts that say what they are. Nothing in them is read as markup.
import { h } from './dom.js';
import { called, calledAll, emojiOf, link } from './markup.js';
import { clock, day } from './words.js';
import { desk, zone } from './desk.js';

function styled(element, node) {
  const style = element.style ?? {};
  if (style.code) node = h('code', {}, node);
  if (style.bold) node = h('b', {}, node);
  if (style.italic) node = h('i', {}, node);
  if (style.strike) node = h('s', {}, node);
  return node;
}

// part is one element of a section.
function part(element) {
  switch (element.type) {
    case 'text': return styled(element, element.text);
    case 'link': return styled(element, link(element.url, element.text || element.url));
    case 'user': return called(element.user_id);
    case 'broadcast': return calledAll(element.range);
    case 'emoji': return emojiOf(element.name, element.unicode);
    case 'channel': return h('span', { class: 'ping' }, `#${desk.state.channels.find((one) => one.id === element.channel_id)?.name ?? element.channel_id}`);
    case 'date': return `${day(element.timestamp * 1000, zone())} ${clock(element.timestamp * 1000, zone())}`;
    default: return element.fallback ?? '';
  }
}

const parts = (elements) => elements.map(part);

// lines are the rows of a text that is a table in all but name: a date, a gap, what happens. Each stands by itself, so that a
// long one goes on beneath its words and not beneath the dates.
function lines(elements) {
  if (elements.length !== 1 || elements[0].type !== 'text' || elements[0].style) return null;
  const rows = elements[0].text.split('\n');
  return rows.every((row) => /\S(　| – )\S/.test(row)) ? rows.map((row) => h('span', { class: 'row' }, row)) : null;
}

function list(element) {
  const items = element.elements.map((section) => h('li', {}, parts(section.elements)));
  return h(element.style === 'ordered' ? 'ol' : 'ul', { class: `indent-${element.indent ?? 0}`, start: element.offset ? element.offset + 1 : null }, items);
}

export function richText(block) {
  return h('div', { class: 'rich' }, block.elements.map((element) => {
    switch (element.type) {
      case 'rich_text_quote': return h('blockquote', {}, parts(element.elements));
      case 'rich_text_preformatted': return h('pre', {}, parts(element.elements));
      case 'rich_text_list': return list(element);
      default: return h('p', {}, lines(element.elements) ?? parts(element.elements));
    }
  }));
}
