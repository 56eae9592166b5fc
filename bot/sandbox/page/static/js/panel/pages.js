// Who was paged, when and why.
import { el, replace } from "../dom.js";
import { on, state } from "../state.js";
import { stamp } from "./mail.js";
import { t } from "../i18n.js";

export function startPages(root) {
  on("pages panel", () => {
    if (!state.panelOpen) return;
    replace(root, state.pages.length ? [...state.pages].reverse().map(page) : el("p", { class: "empty-small" }, t("noPages")));
  });
}

function page(p) {
  const said = summary(p.body);
  return el("details", { class: "card", data: { testid: "page", page: p.id } },
    el("summary", null,
      el("span", { class: "card-line" }, el("span", { class: `way ${p.status < 300 ? "way-page" : "way-bad"}` }, said.audience || p.path), el("time", null, stamp(p.at))),
      el("strong", { class: "card-title" }, said.text),
      el("span", { class: "card-sub" }, `${p.path} · ${p.status}`)),
    el("pre", { class: "mail-text", tabindex: "0" }, pretty(p.body)));
}

// The pager's provider decides the form of a page, so the usual names are tried.
function summary(body) {
  let o;
  try { o = JSON.parse(body); } catch { return { text: body.slice(0, 200), audience: "" }; }
  // Pagers put what they say at the top, under "payload" (PagerDuty) or under
  // "data" (Standard Webhooks).
  const flat = { ...o, ...o.payload, ...o.data };
  const audience = flat.audience || flat.to || flat.recipients || flat.topic || "";
  return { text: flat.summary || flat.message || flat.title || flat.text || body.slice(0, 200), audience: Array.isArray(audience) ? audience.join(", ") : String(audience) };
}

export function pretty(body) {
  try { return JSON.stringify(typeof body === "string" ? JSON.parse(body) : body, null, 2); } catch { return String(body); }
}
