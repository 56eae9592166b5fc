// Short sentences at the foot of the page: receipts, and what went wrong.
import { el, iconButton } from "./dom.js";
import { t } from "./i18n.js";

const host = el("div", { class: "toasts", popover: "manual", data: { testid: "toasts" } });
let last = { text: "", at: 0 };

export function toast(text, kind = "info") {
  // An Outcome and a notice often say the same thing.
  if (text === last.text && performance.now() - last.at < 3000) return;
  last = { text, at: performance.now() };
  if (!host.isConnected) document.body.append(host);
  const node = el("div", { class: `toast toast-${kind}`, role: kind === "error" ? "alert" : "status", data: { testid: "toast", kind } },
    el("span", null, text),
    iconButton("close", t("close"), { on: { click: () => node.remove() } }));
  host.append(node);
  // Shown again so that it lies above a modal that was opened in between.
  if (host.matches(":popover-open")) host.hidePopover();
  host.showPopover();
  setTimeout(() => node.remove(), kind === "error" ? 9000 : 4000);
}

// outcome tells the person what did not work; it returns whether it worked.
export function outcome(o, fallback) {
  if (o.ok || o.error === "errors") return o.ok;
  toast(o.shown || t(fallback), "error");
  return false;
}
