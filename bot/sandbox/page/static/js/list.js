// A list of messages that redraws only what changed, so that focus, an open
// menu and the scroll position survive a card that is updated in place.
import { el } from "./dom.js";
import { message, sameRun } from "./render/messages.js";
import { now, state } from "./state.js";
import * as when from "./time.js";
import { lang, t } from "./i18n.js";

export function messageList(scroller, { inThread }) {
  const nodes = new Map();
  let shown = "";
  let first = true;

  // Who reads the newest message goes on doing so when the keyboard of a phone
  // opens, or the pane gets another width.
  const nearEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
  let pinned = true;
  scroller.addEventListener("scroll", () => { pinned = nearEnd(); }, { passive: true });
  new ResizeObserver(() => { if (pinned) scroller.scrollTop = scroller.scrollHeight; }).observe(scroller);

  // draw shows messages; subject names what they belong to, and a new subject
  // starts at the newest message.
  return function draw(subject, messages, extra = {}) {
    const restart = subject !== shown;
    if (restart) { nodes.clear(); shown = subject; first = true; }
    const atEnd = restart || first || nearEnd();
    const focus = focusIn(scroller);
    const children = [];
    const kept = new Set();
    let day = "";
    if (extra.before) children.push(...extra.before);
    messages.forEach((m, i) => {
      const key = when.dayKey(when.tsDate(m.ts));
      if (key !== day && !inThread) children.push(dayLine(when.tsDate(m.ts)));
      const compact = key === day && sameRun(messages[i - 1], m) && !(inThread && i === 1);
      day = key;
      // Everything the look of a message follows from.
      const print = JSON.stringify([m, compact, state.me, lang(), state.users.length]);
      let entry = nodes.get(m.ts);
      if (entry?.print !== print) {
        entry = { print, node: message(m, { inThread, compact }) };
        nodes.set(m.ts, entry);
      }
      kept.add(m.ts);
      children.push(entry.node);
      if (inThread && i === 0) children.push(extra.afterRoot);
    });
    for (const ts of nodes.keys()) if (!kept.has(ts)) nodes.delete(ts);
    if (!messages.length) children.push(extra.empty);
    scroller.replaceChildren(...children.filter(Boolean));
    restoreFocus(scroller, focus);
    if (atEnd) scroller.scrollTop = scroller.scrollHeight;
    if (messages.length) first = false;
  };
}

function dayLine(date) {
  const word = when.relativeDay(date, now());
  const text = when.dateLong(date);
  return el("div", { class: "day", role: "separator" }, el("span", null, word ? `${word} · ${text}` : text));
}

function focusIn(root) {
  const a = document.activeElement;
  if (!root.contains(a)) return null;
  return { ts: a.closest("[data-ts]")?.dataset.ts, action: a.dataset.actionId, testid: a.dataset.testid };
}

function restoreFocus(root, focus) {
  if (!focus?.ts || root.contains(document.activeElement)) return;
  const host = [...root.querySelectorAll("[data-ts]")].find((n) => n.dataset.ts === focus.ts);
  const same = host && [...host.querySelectorAll("button, input, textarea, a")].find((n) => n.dataset.actionId === focus.action && n.dataset.testid === focus.testid);
  (same || host)?.focus({ preventScroll: true });
}
