// Faults: what goes wrong between Slack and the bot, on demand.
import { el, replace } from "../dom.js";
import { on, state } from "../state.js";
import { doThis } from "../store.js";
import { toast } from "../toast.js";
import * as when from "../time.js";
import { t } from "../i18n.js";

// The usual ones, with what they need; the fields below refine them.
const PRESETS = [
  ["429", { kind: "ratelimited", retry_after: 30, method: "chat.postMessage" }],
  ["429bare", { kind: "ratelimited", method: "chat.postMessage" }],
  ["500", { kind: "status", status: 500 }],
  ["after", { kind: "silence", after: true, method: "chat.postMessage" }],
  ["after500", { kind: "status", status: 500, after: true, method: "chat.postMessage" }],
  ["reset", { kind: "reset" }],
  ["dup", { kind: "duplicate" }],
  ["lose", { kind: "lose_ack" }],
  ["malformed", { kind: "malformed" }],
  ["drop", { kind: "drop" }],
  ["mute", { kind: "mute", seconds: 60 }],
  ["outage", { kind: "outage", seconds: 600 }],
  ["revoked", { kind: "error", error: "token_revoked" }],
  ["pager", { kind: "status", status: 503, method: "pager" }],
  ["mail", { kind: "status", status: 451, method: "mail" }],
];
const METHODS = ["", "chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "views.update", "views.publish", "conversations.replies", "conversations.history", "apps.connections.open", "usergroups.users.list", "users.info", "response_url", "upload", "pager", "mail"];

export function startFaults(root) {
  const active = el("div", { class: "traffic" });
  root.append(el("h3", null, t("armFault")), armForm(), el("h3", null, t("activeFaults")), active);
  on("faults panel clock", () => {
    if (!state.panelOpen) return;
    replace(active, state.faults.length ? [state.faults.map(fault), clearButton({}, t("clearAll"), "fault-clear-all")] : el("p", { class: "empty-small" }, t("noFaults")));
  });
}

function armForm() {
  const row = (label, input) => el("div", { class: "form-row" }, el("label", { for: input.id }, label), input);
  const number = (id, min) => el("input", { class: "input", type: "number", id, min, data: { testid: id } });
  const preset = el("select", { class: "input", id: "fault-preset", data: { testid: "fault-preset" }, on: { change: fill } }, PRESETS.map(([name]) => el("option", { value: name }, t(`f_${name}`))));
  const method = el("select", { class: "input", id: "fault-method", data: { testid: "fault-method" } }, METHODS.map((m) => el("option", { value: m }, m || t("anyMethod"))));
  const nth = number("fault-nth", 1);
  const count = number("fault-count", -1);
  const seconds = number("fault-seconds", -1);
  const chosen = () => PRESETS.find(([name]) => name === preset.value)[1];

  function fill() {
    const f = chosen();
    method.value = f.method || "";
    nth.value = "1";
    count.value = "1";
    seconds.value = f.seconds ?? "0";
  }
  async function arm(e) {
    e.preventDefault();
    const f = { ...chosen(), method: method.value, nth: Number(nth.value) || 1 };
    if (Number(seconds.value)) { f.seconds = Number(seconds.value); f.count = 0; } else f.count = Number(count.value);
    if (await doThis("/fault", f)) toast(t("faultArmed"));
  }
  fill();
  return el("form", { class: "compose", on: { submit: arm } }, row(t("fault"), preset),
    el("details", { class: "refine", data: { testid: "fault-refine" } }, el("summary", null, t("detail")),
      row(t("method"), method), el("div", { class: "form-cols" }, row(t("nth"), nth), row(t("count"), count), row(t("seconds"), seconds))),
    el("button", { type: "submit", class: "button button-primary button-small", data: { testid: "fault-arm" } }, t("arm")));
}

function fault(f) {
  const many = f.seconds > 0 ? when.duration(f.seconds * 1000) : f.count === -1 || f.seconds === -1 ? t("untilCleared") : `${f.count || 1}×`;
  // An armed fault carries defaults that its kind does not use.
  const own = { ratelimited: f.retry_after > 0 && `Retry-After ${f.retry_after}`, error: f.error, status: f.status, disconnect: f.reason };
  const what = [f.kind, own[f.kind], f.after && "after"].filter(Boolean).join(" · ");
  return el("div", { class: "card fault", data: { testid: "fault", fault: f.id } },
    el("div", { class: "fault-text" }, el("strong", null, what), el("span", { class: "card-sub" }, [f.method || t("anyMethod"), f.nth > 1 && `#${f.nth}`, many, t("hits", { n: f.hits || 0 })].filter(Boolean).join(" · "))),
    clearButton({ id: f.id }, t("clear"), "fault-clear"));
}

function clearButton(body, label, testid) {
  return el("button", { type: "button", class: "button button-small", data: { testid }, on: { click: () => doThis("/fault/clear", body) } }, label);
}
