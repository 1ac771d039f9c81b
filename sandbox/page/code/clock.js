// The calendar, which can be moved, and the workspace's troubles.
import { h, busy, changed, dialog } from './dom.js';
import { act, desk, zone } from './desk.js';
import { clock, day, full, local, say, year } from './words.js';

const strides = ['hour', 'day', 'week'];

export function showTop(top, { menu, speakOther, spoken }) {
  const { now, next, travel, travelling, trouble } = desk.state;
  const minute = Math.floor(Date.parse(now) / 60000);
  if (!changed(top, [minute, next, travel, travelling, trouble, zone(), spoken])) return;
  const focused = top.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
  const troubled = Object.entries(trouble).some(([name, value]) => value && ['per_minute', 'slow_ms', 'fail_every'].includes(name));
  const move = (by) => {
    const label = by === 'next' ? [h('b', {}, say('clock.next')), h('small', {}, next ? `${day(next, zone())} ${clock(next, zone())}` : '')] : say(`clock.${by}`);
    const button = h('button', { type: 'button', class: by === 'next' ? 'travel next' : 'travel', disabled: travelling || (by === 'next' && !next), data: { testid: `clock-${by}` } }, label);
    button.addEventListener('click', () => busy(button, act('travel', { by })));
    return button;
  };
  const stop = () => h('button', { type: 'button', class: 'travel stop', data: { testid: 'clock-stop' }, on: { click: () => act('stop') } }, say('clock.stop'));
  top.replaceChildren(...[
    h('button', { type: 'button', class: 'menu', 'aria-label': say('side.label'), data: { testid: 'menu' }, on: { click: menu } }, '☰'),
    h('div', { class: 'now', data: { testid: 'clock-now', now } },
      h('small', {}, year(now, zone())), h('b', {}, `${day(now, zone())} `, h('span', { class: 'time' }, clock(now, zone())))),
    travel ? h('div', { class: 'travels', role: 'group', 'aria-label': say('clock.label') },
      travelling ? stop() : move('next'), strides.map(move),
      h('button', { type: 'button', class: 'travel', disabled: travelling, 'aria-haspopup': 'dialog', data: { testid: 'clock-date' }, on: { click: chooseDate } }, say('clock.date')),
      move('year')) : null,
    h('div', { class: 'tools' },
      h('button', { type: 'button', class: troubled ? 'tool troubled' : 'tool', 'aria-haspopup': 'dialog', data: { testid: 'trouble' }, on: { click: chooseTrouble } }, say('trouble.button')),
      h('button', { type: 'button', class: 'tool', lang: spoken === 'ja' ? 'en' : 'ja', data: { testid: 'language' }, on: { click: speakOther } }, spoken === 'ja' ? 'English' : '日本語')),
  ].filter(Boolean));
  if (focused) top.querySelector(`[data-testid="${focused}"]`)?.focus();
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

function chooseTrouble() {
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
