// The control API: see bot/sandbox/CONTROL.md. Answers are returned as they
// come; a refusal becomes an Error whose message is for the person.
import { t } from "./i18n.js";

async function call(method, path, body) {
  let response;
  try {
    response = await fetch("/control" + path, {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
      cache: "no-store",
    });
  } catch {
    throw new Error(t("err_network"));
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error || `${response.status} ${response.statusText}`);
  return answer;
}

export const get = (path, query = {}) => {
  const q = new URLSearchParams(query).toString();
  return call("GET", path + (q ? "?" + q : ""));
};

export const post = (path, body = {}) => call("POST", path, body);

const EVENTS = ["hello", "message", "message_deleted", "ephemeral", "views", "home", "workspace", "log", "mail", "page", "faults", "connections", "clock", "notice"];

// listen follows the live events. The browser reconnects by itself after a cut
// line, but not after a refused one, so that is done here.
export function listen(handlers, onLine) {
  const source = new EventSource("/control/events");
  source.onopen = () => onLine(true);
  source.onerror = () => {
    onLine(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(handlers, onLine), 2000);
  };
  for (const name of EVENTS) source.addEventListener(name, (e) => handlers[name]?.(JSON.parse(e.data)));
}
