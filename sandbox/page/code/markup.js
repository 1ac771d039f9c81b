// Slack's text markup, as elements: *bold* _italic_ ~struck~ `code`, quotations, links, and those who are called.
import { h } from './dom.js';
import { desk, person } from './desk.js';
import { say } from './words.js';

const emoji = {
  smile: '😄', slightly_smiling_face: '🙂', wave: '👋', tada: '🎉', '+1': '👍', thumbsup: '👍', heart: '❤️', clap: '👏',
  raised_hands: '🙌', white_check_mark: '✅', x: '❌', warning: '⚠️', bulb: '💡', calendar: '📅', bell: '🔔', star: '⭐',
  seedling: '🌱', sparkles: '✨', memo: '📝', eyes: '👀', pray: '🙏', fire: '🔥', sunny: '☀️', coffee: '☕', footprints: '👣',
};

export const emojiOf = (name, unicode) => (unicode
  ? String.fromCodePoint(...unicode.split('-').map((code) => parseInt(code, 16)))
  : emoji[name] ?? `:${name}:`);

const unescape = (text) => text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: '<', gt: '>', amp: '&' })[name]);

// link is a link, if it leads somewhere that may be opened.
export function link(address, label) {
  if (!/^(https?:|mailto:)/i.test(address)) return label;
  return h('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, label);
}

// called is somebody who is called by a message. Those who would get a notice of it are made to stand out.
export function called(id) {
  const found = person(id);
  return h('span', { class: id === desk.as ? 'ping ping-me' : 'ping', data: { ping: id } }, `@${found?.name ?? id}`);
}

export const calledAll = (range) => h('span', { class: 'ping ping-all', data: { ping: range } }, `@${range}`);

function channelLink(id, label) {
  const found = desk.state.channels.find((one) => one.id === id);
  return h('span', { class: 'ping' }, `#${label || found?.name || id}`);
}

// angled is what stands between < and >.
function angled(inside) {
  const [target, label] = inside.split(/\|(.*)/s);
  if (/^@[UW]/.test(target)) return called(target.slice(1));
  if (/^#C/.test(target)) return channelLink(target.slice(1), label && unescape(label));
  if (/^!(channel|here|everyone)$/.test(target)) return calledAll(target.slice(1));
  if (target.startsWith('!')) return unescape(label ?? target);
  return link(unescape(target), unescape(label ?? target));
}

const inlinePatterns = [
  [/`([^`\n]+)`/, (m) => h('code', {}, unescape(m[1]))],
  [/<([^<>]+)>/, (m) => angled(m[1])],
  [/(?<![\p{L}\p{N}])\*(?!\s)([^*\n]+?)(?<!\s)\*(?![\p{L}\p{N}])/u, (m) => h('b', {}, inline(m[1]))],
  [/(?<![\p{L}\p{N}])_(?!\s)([^_\n]+?)(?<!\s)_(?![\p{L}\p{N}])/u, (m) => h('i', {}, inline(m[1]))],
  [/(?<![\p{L}\p{N}])~(?!\s)([^~\n]+?)(?<!\s)~(?![\p{L}\p{N}])/u, (m) => h('s', {}, inline(m[1]))],
  [/:([a-z0-9_+-]+):/, (m) => emojiOf(m[1])],
];

// inline reads the markup within a line: always the pattern that begins first.
function inline(text) {
  const nodes = [];
  let rest = text;
  while (rest) {
    let first = null;
    for (const [pattern, make] of inlinePatterns) {
      const match = pattern.exec(rest);
      if (match && (!first || match.index < first.match.index)) first = { match, make };
    }
    if (!first) break;
    nodes.push(unescape(rest.slice(0, first.match.index)), first.make(first.match));
    rest = rest.slice(first.match.index + first.match[0].length);
  }
  nodes.push(unescape(rest));
  return nodes;
}

const quoted = (line) => /^&gt;\s?/.test(line);

function paragraph(text) {
  const nodes = [];
  for (const group of text.split(/(^(?:&gt;[^\n]*(?:\n|$))+)/m)) {
    if (!group) continue;
    const lines = group.replace(/\n$/, '').split('\n');
    if (quoted(group)) nodes.push(h('blockquote', {}, lines.flatMap((line, i) => [i ? h('br') : '', inline(line.replace(/^&gt;\s?/, ''))])));
    else nodes.push(...lines.flatMap((line, i) => [i ? h('br') : '', inline(line)]));
  }
  return nodes;
}

// markup reads a whole text.
export function markup(text) {
  return text.split(/```([\s\S]+?)```/).map((part, i) => (i % 2 ? h('pre', {}, unescape(part.replace(/^\n/, ''))) : paragraph(part)));
}

// textObject is a text of Block Kit's: plain, or with markup.
export function textObject(object) {
  if (!object) return '';
  return object.type === 'mrkdwn' ? markup(object.text) : object.text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji[name] ?? whole);
}

// notice is what the workspace itself has to say; its text is a code.
export function notice(text) {
  const [, code, about] = text.split(/^notice:([^:]*):/).filter((part, i) => i < 3);
  const key = `notice.${code}`;
  const sentence = say(key, { about: about ?? '' });
  return sentence === key ? say('notice.unknown', { code, about: about ?? '' }) : sentence;
}
