// The stack of open modals of the person at the screen; the last one shows.
import { append, el, iconButton, replace } from "./dom.js";
import { blocks } from "./render/blocks.js";
import { plain } from "./render/text.js";
import { closePopover } from "./popover.js";
import { dropForm, formFor } from "./form.js";
import { on, state, world } from "./state.js";
import { act, people, refreshViews } from "./store.js";
import { post } from "./api.js";
import { t } from "./i18n.js";

const body = el("div", { class: "dialog-body", data: { testid: "modal-body" } });
const dialog = el("dialog", { class: "dialog modal", "aria-labelledby": "modal-title", data: { testid: "modal" } });
let shown = "";
let drawn = "";
let errors = {};
let opener = null;

export function startModal() {
  document.body.append(dialog);
  // Escape is the ×: the bot must hear that the views were closed.
  dialog.addEventListener("cancel", (e) => { e.preventDefault(); dismiss(true); });
  on("views ready", draw);
}

const top = () => state.views.at(-1);

function draw() {
  const view = top();
  if (!view) { hide(); return; }
  if (view.id !== shown) errors = {};
  const print = JSON.stringify([view, errors, state.views.length]);
  if (print === drawn) return;
  const sameView = view.id === shown;
  const focus = sameView ? document.activeElement?.dataset?.actionId : null;
  const scroll = sameView ? body.scrollTop : 0;
  const wasHidden = !dialog.open;
  shown = view.id;
  drawn = print;
  closePopover();
  dialog.dataset.viewId = view.id;
  dialog.dataset.callbackId = view.callback_id || "";
  replace(body, blocks(view.blocks, env(view)));
  replace(dialog, head(view), el("form", { class: "modal-form", id: "modal-form", novalidate: true, on: { submit: (e) => { e.preventDefault(); submit(view); } } }, body), foot(view));
  if (wasHidden) { opener = document.activeElement; dialog.showModal(); }
  body.scrollTop = scroll;
  const again = focus && [...body.querySelectorAll("[data-action-id]")].find((n) => n.dataset.actionId === focus && n.tabIndex >= 0);
  if (again) again.focus({ preventScroll: true });
  else if (!sameView) (body.querySelector("[autofocus]") || body.querySelector("input, textarea, button") || dialog.querySelector(".dialog-foot button"))?.focus({ preventScroll: true });
}

function hide() {
  if (!dialog.open) return;
  closePopover();
  dialog.close();
  replace(dialog);
  shown = drawn = "";
  errors = {};
  if (!opener?.isConnected) return;
  // Chromium puts the focus back by itself, but a text field that was inert takes
  // no keys until it is focused anew: who typed the command could not type on.
  opener.blur();
  opener.focus({ preventScroll: true });
}

function env(view) {
  const form = formFor(view.id);
  const source = { view_id: view.id };
  return {
    key: view.id, world, form, people, errors,
    act: (block, e, message) => act("/click", { ...source, block_id: block.block_id, action_id: e.action_id, ...message, state: form.state(view.blocks) }),
    upload: (name, data) => post("/upload", { user: state.me, name, data }),
    suggest: (block, e, query) => post("/suggest", { user: state.me, ...source, block_id: block.block_id, action_id: e.action_id, query }).catch((error) => ({ outcome: { shown: error.message } })),
  };
}

const head = (view) => el("header", { class: "dialog-head" },
  state.views.length > 1 ? iconButton("back", t("back"), { data: { testid: "modal-back" }, on: { click: () => dismiss(false) } }) : null,
  el("h2", { id: "modal-title", data: { testid: "modal-title" } }, plain(view.title)),
  iconButton("close", t("close"), { data: { testid: "modal-x" }, on: { click: () => dismiss(true) } }));

function foot(view) {
  const close = el("button", { type: "button", class: "button", data: { testid: "modal-close" }, on: { click: () => dismiss(false) } }, plain(view.close) || t(view.submit ? "cancel" : "close"));
  const submitButton = view.submit && el("button", { type: "submit", form: "modal-form", class: "button button-primary", data: { testid: "modal-submit" } }, plain(view.submit));
  return append(el("footer", { class: "dialog-foot" }), [close, submitButton]);
}

async function submit(view) {
  const form = formFor(view.id);
  errors = missing(view, form);
  if (Object.keys(errors).length) { showErrors(); return; }
  const button = dialog.querySelector("[data-testid=modal-submit]");
  button.disabled = true;
  button.classList.add("busy");
  const o = await act("/submit", { view_id: view.id, state: form.state(view.blocks) });
  button.disabled = false;
  button.classList.remove("busy");
  if (o.errors && Object.keys(o.errors).length) {
    errors = o.errors;
    showErrors();
    return;
  }
  if (o.ok) { await refreshViews(); if (!state.views.some((v) => v.id === view.id)) dropForm(view.id); }
}

function showErrors() {
  draw();
  const first = body.querySelector(".has-error");
  first?.scrollIntoView({ block: "nearest" });
  first?.querySelector("input, textarea, button")?.focus({ preventScroll: true });
}

// missing finds what the real client refuses to send.
function missing(view, form) {
  const found = {};
  for (const b of view.blocks) {
    if (b.type !== "input") continue;
    const value = form.get(b.block_id, b.element.action_id) ?? initial(b.element);
    const empty = value === undefined || value === null || value.length === 0 || (typeof value === "string" && !value.trim());
    if (empty && !b.optional) found[b.block_id] = t("required");
    else if (!empty && typeof value === "string" && b.element.min_length > [...value].length) found[b.block_id] = t("tooShort", { n: b.element.min_length });
  }
  return found;
}

const initial = (e) => e.initial_value ?? e.initial_option?.value ?? e.initial_user ?? e.initial_date ?? e.initial_time ?? e.initial_options;

async function dismiss(all) {
  const view = top();
  if (!view) return;
  const gone = all ? state.views : [view];
  const o = await act("/dismiss", { view_id: view.id, all: all || undefined });
  gone.forEach((v) => dropForm(v.id));
  if (o.ok) await refreshViews();
}
