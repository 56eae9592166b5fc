// Menus and pickers that hang under what opened them. They live inside the
// nearest <dialog>, because everything outside an open modal is inert.
import { append, el } from "./dom.js";

let open = null;

export function closePopover() {
  if (!open) return;
  const { node, anchor, onClose } = open;
  open = null;
  node.remove();
  anchor.setAttribute("aria-expanded", "false");
  onClose?.();
}

export function isOpenFor(anchor) { return open?.anchor === anchor; }

// openPopover shows content under anchor. Escape and a click elsewhere close it.
export function openPopover(anchor, content, { className = "", onClose, label } = {}) {
  closePopover();
  const node = append(el("div", { class: `popover ${className}`.trim(), popover: "manual", "aria-label": label }), [content]);
  (anchor.closest("dialog") || document.body).append(node);
  node.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  open = { node, anchor, onClose };
  place(node, anchor);
  return node;
}

function place(node, anchor) {
  const a = anchor.getBoundingClientRect();
  const gap = 4;
  const below = window.innerHeight - a.bottom - gap - 8;
  const above = a.top - gap - 8;
  const height = node.scrollHeight;
  const up = height > below && above > below;
  node.style.maxHeight = `${Math.min(height + 2, up ? above : below, 360)}px`;
  node.style.minWidth = `${Math.min(a.width, 320)}px`;
  const width = node.offsetWidth;
  node.style.left = `${Math.max(8, Math.min(a.left, window.innerWidth - width - 8))}px`;
  const top = up ? a.top - gap - node.offsetHeight : a.bottom + gap;
  node.style.top = `${Math.max(8, Math.min(top, window.innerHeight - node.offsetHeight - 8))}px`;
}

export function repositionPopover() {
  if (!open) return;
  open.node.style.maxHeight = "";
  place(open.node, open.anchor);
}

document.addEventListener("pointerdown", (e) => {
  if (open && !open.node.contains(e.target) && !open.anchor.contains(e.target)) closePopover();
}, true);

// Escape closes the popover before it reaches the modal below.
document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape" || !open) return;
  const { anchor } = open;
  e.preventDefault();
  e.stopPropagation();
  closePopover();
  anchor.focus();
}, true);

window.addEventListener("resize", closePopover);

// A scroll moves the anchor away from under its popover.
document.addEventListener("scroll", (e) => {
  if (open && !open.node.contains(e.target)) repositionPopover();
}, true);

// openMenu shows a list of things to do: {label, description, danger, testid, data, run}.
export function openMenu(anchor, items, label) {
  const list = el("div", { class: "menu", role: "menu", "aria-label": label });
  for (const item of items) {
    list.append(el("button", {
      type: "button", role: "menuitem", class: `menu-item ${item.danger ? "danger" : ""}`.trim(), data: { testid: item.testid, ...item.data },
      on: { click: () => { closePopover(); anchor.focus(); item.run(); } },
    }, el("span", null, item.label), item.description ? el("span", { class: "menu-note" }, item.description) : null));
  }
  list.addEventListener("keydown", (e) => moveFocus(e, [...list.children]));
  openPopover(anchor, list);
  list.firstElementChild?.focus({ preventScroll: true });
}

function moveFocus(e, nodes) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
  if (!step) return;
  e.preventDefault();
  const at = nodes.indexOf(document.activeElement);
  nodes[(at + step + nodes.length) % nodes.length]?.focus();
}
