// What the page is built with. Text becomes text nodes: nothing that a person or an app wrote is ever read as HTML.

// h makes an element. Properties: "on" holds listeners, "data" the data attributes; true sets an empty attribute, and false or
// nothing leaves it out.
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'on') for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === 'data') Object.assign(element.dataset, value);
    else if (name === 'value') element.value = value;
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const shown = new WeakMap();

// changed reports whether what an element is to show is new, and remembers it.
export function changed(element, what) {
  const key = JSON.stringify(what);
  if (shown.get(element) === key) return false;
  shown.set(element, key);
  return true;
}

// busy keeps a button from being pressed again until a promise is settled.
export async function busy(button, promise) {
  button.setAttribute('aria-busy', 'true');
  button.disabled = true;
  try {
    return await promise;
  } finally {
    button.removeAttribute('aria-busy');
    button.disabled = false;
  }
}

// dialog opens a dialog over the page. It returns its element, which is taken away when it is closed.
export function dialog(properties, ...children) {
  const element = h('dialog', { closedby: 'any', ...properties }, ...children);
  element.addEventListener('close', () => element.remove());
  element.addEventListener('click', (event) => event.target === element && element.close());
  document.body.append(element);
  element.showModal();
  return element;
}

// walkWithArrows lets the arrow keys go through the items of a list.
export function walkWithArrows(list, selector) {
  list.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const items = [...list.querySelectorAll(selector)];
    const next = items[items.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
