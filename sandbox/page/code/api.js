// The page's way to the workspace.

// Refused is what the workspace answers when something cannot be done; its code has words under "error".
export class Refused extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refused('away');
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(body.error ?? 'away');
  return body;
}

export const get = (path, query = {}) => call(`page/${path}?${new URLSearchParams(query)}`);

export const post = (path, body) => call(`page/${path}`, {
  method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Page': '1' }, body: JSON.stringify(body),
});

// listen tells of every change of the workspace, and whether the page hears of them at all.
export function listen(as, onChange, onAway) {
  const events = new EventSource(`page/events?${new URLSearchParams({ as })}`);
  events.onmessage = (event) => onChange(JSON.parse(event.data));
  events.onopen = () => onAway(false);
  events.onerror = () => onAway(true);
  return events;
}
