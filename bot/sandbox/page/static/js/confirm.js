// The confirmation dialog that an element may ask for before it acts.
import { el } from "./dom.js";
import { textObject, plain } from "./render/text.js";

// confirmFirst resolves to whether to go on; at once when nothing is asked.
export function confirmFirst(confirm, world) {
  if (!confirm) return Promise.resolve(true);
  const opener = document.activeElement;
  return new Promise((resolve) => {
    const answer = (yes) => () => { dialog.returnValue = yes ? "yes" : ""; dialog.close(); };
    const dialog = el("dialog", { class: "dialog confirm", "aria-labelledby": "confirm-title", data: { testid: "confirm" } },
      el("h2", { id: "confirm-title" }, plain(confirm.title)),
      el("div", { class: "confirm-text" }, textObject(confirm.text, world)),
      el("div", { class: "dialog-foot" },
        el("button", { type: "button", class: "button", data: { testid: "confirm-no" }, on: { click: answer(false) } }, plain(confirm.deny)),
        el("button", { type: "button", class: `button ${confirm.style === "danger" ? "button-danger-solid" : "button-primary"}`, data: { testid: "confirm-yes" }, on: { click: answer(true) } }, plain(confirm.confirm))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      opener?.focus?.();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
