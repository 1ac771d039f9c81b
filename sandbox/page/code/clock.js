// The calendar, which can be moved, and the workspace's troubles.
import { h, busy, changed, dialog } from './dom.js';
import { act, desk, zone } from './desk.js';
import { did } from './tried.js';
import { clock, day, full, local, say, year } from './words.js';

const strides = ['next', 'hour', 'day', 'week', 'date', 'year'];
let parts = null;

// showTop brings the bar up to date. Its buttons stay the same ones, so that no press is lost while time passes.
export function showTop(top, { menu, speakOther, spoken }) {
  const { now, next, travel, travelling, trouble, rehearsal } = desk.state;
  if (changed(top, [spoken, travel, rehearsal])) build(top, { menu, speakOther, spoken, travel, rehearsal });
  parts.now.dataset.now = now;
  parts.year.textContent = year(now, zone());
  parts.day.textContent = `${day(now, zone())} `;
  parts.time.textContent = clock(now, zone());
  parts.next.textContent = next ? `${day(next, zone())} ${clock(next, zone())}` : '';
  for (const [by, button] of Object.entries(parts.travels)) {
    if (button.hasAttribute('aria-busy')) continue;
    button.disabled = travelling || (by === 'next' && !next);
  }
  parts.travels.next.hidden = travelling;
  parts.stop.hidden = !travelling;
  parts.trouble.classList.toggle('troubled', Boolean(trouble.per_minute || trouble.slow_ms || trouble.fail_every));
}

function build(top, { menu, speakOther, spoken, travel, rehearsal }) {
  const button = (name, label, press, properties = {}) => h('button', {
    type: 'button', class: 'travel', data: { testid: `clock-${name}` }, on: { click: press }, ...properties,
  }, label);
  const move = (by) => async (event) => {
    if (await busy(event.currentTarget, act('travel', { by }))) did('next');
  };
  parts = { year: h('small'), day: h('span'), time: h('span', { class: 'time' }), next: h('small'), travels: {} };
  parts.now = h('div', { class: 'now', data: { testid: 'clock-now' } }, parts.year, h('b', {}, parts.day, parts.time));
  for (const by of strides) {
    if (by === 'next') parts.travels.next = button('next', [h('b', {}, say('clock.next')), parts.next], move('next'), { class: 'travel next' });
    else if (by === 'date') parts.travels.date = button('date', say('clock.date'), chooseDate, { 'aria-haspopup': 'dialog' });
    else parts.travels[by] = button(by, say(`clock.${by}`), move(by));
  }
  parts.stop = button('stop', say('clock.stop'), () => act('stop'), { class: 'travel stop', hidden: true });
  parts.trouble = h('button', { type: 'button', class: 'tool in-side', 'aria-haspopup': 'dialog', data: { testid: 'trouble' }, on: { click: chooseTrouble } }, say('trouble.button'));
  const other = spoken === 'ja' ? 'en' : 'ja';
  top.replaceChildren(...[
    h('button', { type: 'button', class: 'menu', 'aria-label': say('side.label'), data: { testid: 'menu' }, on: { click: menu } }, '☰'),
    parts.now,
    travel ? h('div', { class: 'travels', role: 'group', 'aria-label': say('clock.label') }, parts.stop, Object.values(parts.travels)) : null,
    h('div', { class: 'tools' },
      rehearsal ? h('a', { class: 'tool in-side', href: 'rehearsal', data: { testid: 'rehearsal' } }, say('rehearsal.open')) : null,
      parts.trouble,
      h('button', { type: 'button', class: 'tool', lang: other, data: { testid: 'language' }, on: { click: speakOther } }, other === 'en' ? 'English' : '日本語')),
  ].filter(Boolean));
}

function chooseDate() {
  const input = h('input', { type: 'datetime-local', required: true, 'aria-label': say('clock.date'), value: local(desk.state.now, zone()), data: { testid: 'clock-date-input' } });
  const go = h('button', { type: 'submit', class: 'button primary', data: { testid: 'clock-date-go' } }, say('clock.go'));
  const form = h('form', {}, h('h2', {}, say('clock.date_title')), h('p', { class: 'hint' }, say('clock.date_hint', { now: full(desk.state.now, zone()) })), input, h('footer', {}, go));
  const box = dialog({ class: 'sheet small', 'aria-label': say('clock.date') }, form);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    box.close();
    await act('travel', { to: input.value });
  });
}

const numbers = [['per_minute', 0, 600], ['retry_after', 0, 600], ['slow_ms', 0, 60000], ['fail_every', 0, 100]];

// chooseTrouble opens the form with what the workspace is to suffer from.
export function chooseTrouble() {
  const { trouble, people } = desk.state;
  const number = ([name, min, max]) => h('label', { class: 'number' }, h('span', {}, say(`trouble.${name}`)),
    h('input', { type: 'number', name, min, max, value: String(trouble[name] ?? 0), data: { testid: `trouble-${name}` } }));
  const form = h('form', {},
    h('h2', {}, say('trouble.title')), h('p', { class: 'hint' }, say('trouble.hint')),
    numbers.map(number),
    h('label', { class: 'number' }, h('span', {}, say('trouble.fail_status')),
      h('select', { name: 'fail_status', value: '' }, [503, 500, 502].map((code) => h('option', { value: String(code), selected: trouble.fail_status === code }, String(code))))),
    h('footer', {},
      h('button', { type: 'button', class: 'button', data: { testid: 'trouble-none' }, on: { click: () => send({}) } }, say('trouble.none')),
      h('button', { type: 'submit', class: 'button primary', data: { testid: 'trouble-apply' } }, say('trouble.apply'))),
    h('h3', {}, say('trouble.connection')),
    h('div', { class: 'actions' }, ['refresh_requested', 'warning', 'drop'].map((reason) => h('button', {
      type: 'button', class: 'button', data: { testid: `disconnect-${reason}` }, on: { click: () => act('disconnect', { reason }) },
    }, say(`trouble.${reason}`)))),
    h('h3', {}, say('trouble.accounts')), h('p', { class: 'hint' }, say('trouble.accounts_hint')),
    h('div', { class: 'ticks chips' }, people.filter((one) => !one.app).map((one) => h('label', { class: 'tick' },
      h('input', { type: 'checkbox', checked: one.deactivated, data: { testid: 'deactivate', user: one.id }, on: { change: (event) => act('deactivate', { user: one.id, on: event.target.checked }) } }),
      h('span', {}, one.name)))));
  const box = dialog({ class: 'sheet', 'aria-label': say('trouble.title'), data: { testid: 'trouble-dialog' } }, form);
  const send = async (values) => { await act('trouble', values); box.close(); };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, Number(value)])));
  });
}
