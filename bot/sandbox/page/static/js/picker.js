// The one listbox behind static_select, external_select and users_select.
import { el, icon, replace } from "./dom.js";
import { closePopover, isOpenFor, openPopover, repositionPopover } from "./popover.js";
import { t } from "./i18n.js";

// picker makes a button that opens a searchable list. load(query) returns
// {options: [{key, label, note}], error} or a promise of it; choose gets an option.
export function picker({ placeholder, current, load, choose, testid, data, label, describedby, labelledby, minQuery = 0, remote = false, initialFocus = false }) {
  const text = el("span", { class: current ? "picker-text" : "picker-text picker-empty" }, current?.label || placeholder || t("choose"));
  const button = el("button", {
    type: "button", class: "picker", "aria-haspopup": "listbox", "aria-expanded": "false", autofocus: initialFocus,
    "aria-label": labelledby ? null : label, "aria-labelledby": labelledby, "aria-describedby": describedby,
    data: { testid, ...data },
    on: { click: () => (isOpenFor(button) ? closePopover() : show()), keydown: (e) => { if (e.key === "ArrowDown") { e.preventDefault(); show(); } } },
  }, text, icon("chevron", "icon chevron"));

  function show() {
    let options = [];
    let active = 0;
    let asked = 0;
    const list = el("div", { class: "listbox", role: "listbox", id: "picker-list" });
    const input = el("input", {
      class: "picker-search", type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "picker-list", "aria-autocomplete": "list",
      autocomplete: "off", placeholder: t("search"), "aria-label": t("search"), data: { testid: "picker-search" },
    });

    const mark = () => {
      [...list.querySelectorAll("[role=option]")].forEach((n, i) => {
        n.classList.toggle("active", i === active);
        if (i === active) { input.setAttribute("aria-activedescendant", n.id); n.scrollIntoView({ block: "nearest" }); }
      });
    };
    const draw = (result) => {
      options = result.options || [];
      active = Math.max(0, options.findIndex((o) => o.key === current?.key));
      if (result.error) replace(list, el("p", { class: "listbox-note listbox-error", role: "alert" }, result.error));
      else if (options.length === 0) replace(list, el("p", { class: "listbox-note" }, result.note || t("nothingFound")));
      else {
        let group = "";
        replace(list, options.map((o, i) => {
          const head = o.group && o.group !== group ? el("p", { class: "listbox-group" }, o.group) : null;
          group = o.group || "";
          return [head, el("div", {
            role: "option", id: `picker-option-${i}`, class: "option", "aria-selected": String(o.key === current?.key), data: { testid: "option", value: o.key },
            on: { click: () => pick(o), pointermove: () => { if (active !== i) { active = i; mark(); } } },
          }, el("span", { class: "option-label" }, o.label), o.note ? el("span", { class: "menu-note" }, o.note) : null)];
        }));
      }
      mark();
      repositionPopover();
    };
    const pick = (o) => {
      current = o;
      text.textContent = o.label;
      text.classList.remove("picker-empty");
      closePopover();
      button.focus();
      choose(o);
    };
    const query = async () => {
      const mine = ++asked;
      const q = input.value.trim();
      if (q.length < minQuery) { draw({ options: [], note: t("typeMore", { n: minQuery }) }); return; }
      const answer = load(q);
      if (answer instanceof Promise) replace(list, el("p", { class: "listbox-note" }, t("loading")));
      const result = await answer;
      if (mine === asked) draw(result);
    };

    let timer = 0;
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(query, remote ? 250 : 0); });
    input.addEventListener("keydown", (e) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
      if (step && options.length) { e.preventDefault(); active = (active + step + options.length) % options.length; mark(); }
      if (e.key === "Enter") { e.preventDefault(); if (options[active]) pick(options[active]); }
      if (e.key === "Tab") closePopover();
    });
    openPopover(button, [el("div", { class: "picker-head" }, input), list], { className: "picker-popover", onClose: () => clearTimeout(timer) });
    input.focus({ preventScroll: true });
    query();
  }
  return button;
}
