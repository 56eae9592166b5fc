// The bar at the top: the desk's clock and the ways to move it, the line to
// the bot, the language and the door to the panel.
import { el, icon, iconButton, replace } from "./dom.js";
import { changed, now, on, state } from "./state.js";
import { forward, toNext } from "./store.js";
import * as when from "./time.js";
import { lang, setLang, t } from "./i18n.js";

export function startBar(root) {
  const face = el("time", { class: "clock-face", data: { testid: "clock" } });
  const day = el("span", { class: "clock-day" });
  const next = el("div", { class: "next-rung", data: { testid: "next-rung" } });
  const move = el("div", { class: "clock-moves" });
  const right = el("div", { class: "bar-right" });
  replace(root,
    el("div", { class: "brand" }, el("span", { class: "brand-mark", "aria-hidden": "true" }, icon("bolt")), el("strong", null, "Meldwacht")),
    el("div", { class: "clock" }, el("div", { class: "clock-now", title: t("clock") }, day, face), move, next), right);

  const tick = () => {
    const d = now();
    face.textContent = when.timeSecs(d);
    face.dateTime = d.toISOString();
    day.textContent = when.dateShort(d);
  };
  setInterval(tick, 1000);

  const drawMoves = () => {
    tick();
    const { can_forward: can, next: due } = state.clock;
    const hours = (n, label, testid) => button(label, testid, !can, () => forward(n * 3600), t("forwardHours", { n }));
    replace(move, hours(1, t("forward1"), "clock-1h"), hours(12, t("forward12"), "clock-12h"),
      button(t("toNext"), "clock-next", !can || !due, toNext, due ? due.what : t("noNext"), "wide"));
    if (!can) replace(next, t("frozen"));
    else if (!due) replace(next, t("noNext"));
    else {
      const at = new Date(due.at);
      const on = when.dayKey(at) === when.dayKey(now()) ? when.time(at) : `${when.dateShort(at)} ${when.time(at)}`;
      replace(next, el("strong", null, on), el("span", { title: due.what }, due.what));
    }
  };

  const drawRight = () => {
    const faults = state.faults.length;
    const kind = !state.online ? "bad" : state.mode === "http" || state.connections > 0 ? "good" : "warn";
    const text = !state.online ? t("offline") : state.mode === "http" ? t("mode_http") : state.connections > 0 ? t("connected") : t("noBot");
    replace(right,
      state.unexpected.length ? el("span", { class: "badge badge-bad", title: `${t("unexpectedTitle")}: ${state.unexpected.join(", ")}`, data: { testid: "unexpected" } }, t("unexpected", { n: state.unexpected.length })) : null,
      faults ? el("button", { type: "button", class: "badge badge-warn", data: { testid: "faults-badge" }, on: { click: () => { state.panelOpen = true; state.panelTab = "faults"; changed("panel"); } } }, el("span", { class: "badge-text" }, t("faults")), icon("warning"), String(faults)) : null,
      el("span", { class: `line line-${kind}`, role: "status", title: t("connTitle", { n: state.connections }), data: { testid: "connection", state: kind, connections: state.connections } }, el("span", { class: "dot" }), el("span", { class: "line-text" }, text)),
      el("div", { class: "lang", role: "group", "aria-label": t("language") }, ["nl", "en"].map((l) => el("button", { type: "button", "aria-pressed": String(lang() === l), data: { testid: `lang-${l}` }, on: { click: () => { setLang(l); location.reload(); } } }, l.toUpperCase()))),
      iconButton("panel", t(state.panelOpen ? "closePanel" : "openPanel"), { class: "panel-toggle", "aria-pressed": String(state.panelOpen), "aria-expanded": String(state.panelOpen), data: { testid: "panel-toggle" }, on: { click: () => { state.panelOpen = !state.panelOpen; changed("panel"); } } }));
  };
  on("clock lang", drawMoves);
  on("connection faults panel lang", drawRight);
  drawMoves();
  drawRight();
}

function button(label, testid, disabled, run, title, extra = "") {
  const node = el("button", {
    type: "button", class: `bar-button ${extra}`.trim(), disabled, title, data: { testid },
    on: { click: async () => { node.disabled = true; await run(); node.disabled = disabled; } },
  }, label);
  return node;
}
