// The left side: who one is, and where one can go.
import { avatar, el, icon, replace } from "./dom.js";
import { byId, channelName, on, state } from "./state.js";
import { become, go, people } from "./store.js";
import { closePopover, isOpenFor, openPopover } from "./popover.js";
import { t } from "./i18n.js";

export function startSidebar(root) {
  const draw = () => {
    if (!state.bot) return;
    const channels = state.channels.filter((c) => c.kind !== "im");
    const dms = state.channels.filter((c) => c.kind === "im");
    replace(root,
      el("div", { class: "team" }, el("span", { class: "team-mark", "aria-hidden": "true" }, (state.team.name || "?")[0]), el("span", { class: "team-text" },
        el("strong", { data: { testid: "workspace-name" } }, state.team.name), el("span", null, t("sandbox")))),
      switcher(),
      el("div", { class: "nav-scroll" },
        section(t("channels"), channels.map((c) => channelLink(c))),
        section(t("apps"), [link({ active: state.place?.kind === "home", testid: "nav-home", to: { kind: "home" } }, icon("home"), `${byId(state.bot.id).name} · ${t("home")}`)]),
        section(t("dms"), dms.map((c) => channelLink(c)))));
  };
  on("workspace place lang", draw);
}

const section = (title, links) => (links.length ? el("section", { class: "nav-section" }, el("h2", null, title), links) : null);

function link({ active, testid, data, to, unread }, ...content) {
  return el("button", {
    type: "button", class: ["nav-link", active && "active", unread && "unread"].filter(Boolean).join(" "), "aria-current": active ? "page" : null,
    data: { testid, ...data }, on: { click: () => go(to) },
  }, content, unread ? el("span", { class: "count", "aria-label": t("unread", { n: unread }) }, String(unread)) : null);
}

function channelLink(c) {
  const mark = c.kind === "im" ? avatar(byId(state.bot.id), "avatar-small") : icon(c.kind === "private" ? "lock" : "hash");
  const extra = [c.archived && t("archived"), c.shared && t("shared")].filter(Boolean).join(", ");
  return link({
    active: state.place?.kind === "channel" && state.place.id === c.id, testid: "nav-channel", data: { channel: c.id },
    to: { kind: "channel", id: c.id }, unread: state.unread.get(c.id)?.size || 0,
  }, mark, el("span", { class: "nav-name" }, channelName(c)), extra ? el("span", { class: "nav-extra" }, extra) : null);
}

const roleLine = (u) => [u.title, u.kind !== "member" && t(`kind_${u.kind}`), u.locale].filter(Boolean).join(" · ");

function switcher() {
  const me = state.users.find((u) => u.id === state.me);
  if (!me) return null;
  const button = el("button", {
    type: "button", class: "switcher", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-label": `${t("youAre")}: ${me.real_name}`, data: { testid: "user-switch", user: me.id },
    on: { click: () => (isOpenFor(button) ? closePopover() : show()) },
  }, avatar(byId(me.id)), el("span", { class: "person" }, el("strong", null, me.real_name || me.name), el("span", { data: { testid: "user-role" } }, roleLine(me))), icon("chevron", "icon chevron"));

  function show() {
    const items = people().map((u) => el("button", {
      type: "button", role: "option", class: "person-option", "aria-selected": String(u.id === state.me), data: { testid: "user-option", user: u.id },
      on: { click: () => { closePopover(); become(u.id); } },
    }, avatar(byId(u.id)), el("span", { class: "person" }, el("strong", null, u.real_name || u.name), el("span", null, roleLine(u))), u.id === state.me ? icon("check") : null));
    const list = el("div", { class: "people", role: "listbox", "aria-label": t("youAre") }, items);
    list.addEventListener("keydown", (e) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
      if (!step) return;
      e.preventDefault();
      items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    });
    openPopover(button, list, { className: "people-popover" });
    items.find((n) => n.getAttribute("aria-selected") === "true")?.focus({ preventScroll: true });
  }
  return button;
}
