// The control panel: everything around the workspace.
import { el, iconButton, replace } from "../dom.js";
import { changed, on, state } from "../state.js";
import { startMail } from "./mail.js";
import { startPages } from "./pages.js";
import { startFaults } from "./faults.js";
import { startLog } from "./log.js";
import { t } from "../i18n.js";

const TABS = { mail: startMail, pages: startPages, faults: startFaults, log: startLog };

export function startPanel(root) {
  const tabs = el("div", { class: "tabs", role: "tablist", "aria-label": t("panel") });
  root.setAttribute("aria-label", t("panel"));
  root.append(el("header", { class: "panel-head" }, tabs, iconButton("close", t("closePanel"), { data: { testid: "panel-close" }, on: { click: () => { state.panelOpen = false; changed("panel"); } } })));
  const bodies = {};
  for (const [name, start] of Object.entries(TABS)) {
    bodies[name] = el("div", { class: `panel-body panel-${name}`, role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, data: { testid: `panel-${name}` } });
    root.append(bodies[name]);
    start(bodies[name]);
  }

  const counts = () => ({ mail: state.mails.length, pages: state.pages.length, faults: state.faults.length, log: 0 });
  const draw = () => {
    root.hidden = !state.panelOpen;
    document.body.classList.toggle("with-panel", state.panelOpen);
    const n = counts();
    const hadFocus = tabs.contains(document.activeElement);
    replace(tabs, Object.keys(TABS).map((name) => el("button", {
      type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, "aria-selected": String(name === state.panelTab), tabindex: name === state.panelTab ? "0" : "-1", data: { testid: `tab-${name}` },
      on: { click: () => choose(name), keydown: arrows },
    }, t(name), n[name] ? el("span", { class: "count" }, String(n[name])) : null)));
    if (hadFocus) tabs.querySelector("[aria-selected=true]").focus();
    for (const [name, body] of Object.entries(bodies)) body.hidden = name !== state.panelTab;
  };
  const choose = (name) => { state.panelTab = name; changed("panel"); };
  const arrows = (e) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!step) return;
    const names = Object.keys(TABS);
    choose(names[(names.indexOf(state.panelTab) + step + names.length) % names.length]);
  };
  on("panel mails pages faults", draw);
  draw();
}
