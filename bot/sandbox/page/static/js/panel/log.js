// Everything that went over the wire between the workspace and the bot.
import { el, replace } from "../dom.js";
import { on, state } from "../state.js";
import { pretty } from "./pages.js";
import * as when from "../time.js";
import { t } from "../i18n.js";

const GROUPS = { call: "calls", envelope: "envelopes", ack: "envelopes", timeout: "envelopes" };
const group = (e) => GROUPS[e.kind] || "other";

export function startLog(root) {
  let filter = "all";
  const open = new Set();
  const list = el("div", { class: "log", tabindex: "0", "aria-label": t("log") });
  const bar = el("div", { class: "filters", role: "group", "aria-label": t("filter") });
  root.append(bar, list);

  const draw = () => {
    if (!state.panelOpen || state.panelTab !== "log") return;
    replace(bar, ["all", "calls", "envelopes", "other"].map((f) => el("button", {
      type: "button", class: "chip", "aria-pressed": String(f === filter), data: { testid: `log-${f}` }, on: { click: () => { filter = f; draw(); } },
    }, t(f))));
    const entries = state.log.filter((e) => filter === "all" || group(e) === filter);
    const scroll = list.scrollTop;
    replace(list, entries.length ? [...entries].reverse().map((e) => line(e, open)) : el("p", { class: "empty-small" }, t("noLog")));
    list.scrollTop = scroll;
  };
  on("log panel", draw);
}

function line(e, open) {
  const bad = e.error || e.fault || e.kind === "timeout" || e.kind === "unexpected" || e.status >= 400;
  const node = el("details", { class: bad ? "entry entry-bad" : "entry", open: open.has(e.n), data: { testid: "log-entry", kind: e.kind, name: e.name } },
    el("summary", null,
      el("time", { title: when.full(new Date(e.at)) }, when.timeSecs(new Date(e.at))),
      el("span", { class: `kind kind-${group(e)}` }, e.kind),
      el("span", { class: "entry-name" }, e.name || e.id || ""),
      el("span", { class: "entry-end" }, [e.fault, e.error, e.status && e.status !== 200 && e.status, e.took_ms && `${e.took_ms} ms`].filter(Boolean).join(" · "))));
  const fill = () => {
    if (!node.open || node.childElementCount > 1) return;
    for (const [label, value] of [[t("request"), e.request], [t("response"), e.response]]) {
      if (value) node.append(el("p", { class: "entry-label" }, label), el("pre", { class: "mail-text", tabindex: "0" }, pretty(value)));
    }
  };
  node.addEventListener("toggle", () => { if (node.open) open.add(e.n); else open.delete(e.n); fill(); });
  fill();
  return node;
}
