// The middle and the right: a channel or Home, and the open thread.
import { el, icon, iconButton, replace } from "./dom.js";
import { composer } from "./composer.js";
import { messageList } from "./list.js";
import { blocks } from "./render/blocks.js";
import { formFor } from "./form.js";
import { byId, changed, channelById, channelName, on, state, world } from "./state.js";
import { act, openThread, people } from "./store.js";
import { post } from "./api.js";
import { t } from "./i18n.js";

export function startChannel(root) {
  const head = el("header", { class: "pane-head" });
  const scroller = el("div", { class: "scroller", role: "log", "aria-live": "polite", tabindex: "0", data: { testid: "channel-messages" } });
  const homeBody = el("div", { class: "scroller home", data: { testid: "home" } });
  const write = composer({ where: () => ({ channel: state.place?.id }), inThread: false });
  const drawList = messageList(scroller, { inThread: false });
  root.append(head, scroller, homeBody, write.node);

  const drawHead = () => {
    const home = state.place?.kind === "home";
    scroller.hidden = write.node.hidden = home;
    homeBody.hidden = !home;
    const c = channelById(state.place?.id);
    const mark = home ? icon("home") : c?.kind === "im" ? null : icon(c?.kind === "public" ? "hash" : "lock");
    const name = home ? `${byId(state.bot?.id)?.name || ""} · ${t("home")}` : c ? channelName(c) : "";
    replace(head, iconButton("menu", t("openNav"), { class: "only-phone", data: { testid: "nav-open" }, on: { click: () => { state.navOpen = true; changed("nav"); } } }),
      el("h1", { data: { testid: "pane-title" } }, mark, el("span", null, name)),
      c && !home && c.kind !== "im" ? el("span", { class: "pane-meta" }, t("members", { n: c.members.length }), c.topic ? ` · ${c.topic}` : "") : null,
      c?.shared ? el("span", { class: "badge badge-warn" }, t("shared")) : null,
      c?.archived ? el("span", { class: "badge badge-warn" }, t("archived")) : null);
  };
  const drawMessages = () => {
    if (state.place?.kind !== "channel") return;
    const c = channelById(state.place.id);
    const empty = state.ready && el("p", { class: "empty" }, c?.kind === "im" ? t("emptyDM", { name: channelName(c) }) : t("emptyChannel"));
    drawList(`${state.me}/${state.place.id}`, state.messages, { empty });
  };
  let drawnHome = "";
  const drawHome = () => {
    if (state.place?.kind !== "home") return;
    const print = JSON.stringify([state.home, state.me]);
    if (print === drawnHome) return;
    drawnHome = print;
    const view = state.home;
    const scroll = homeBody.scrollTop;
    replace(homeBody, el("div", { class: "home-body" }, view ? blocks(view.blocks, homeEnv(view)) : el("p", { class: "empty" }, t("noHome"))));
    homeBody.scrollTop = scroll;
  };
  on("place workspace lang", drawHead);
  on("messages place workspace ready lang", drawMessages);
  on("home place lang", drawHome);
}

function homeEnv(view) {
  const form = formFor(`home/${state.me}`);
  const source = { view_id: view.id };
  return {
    key: view.id, world, form, people,
    act: (block, e, message) => act("/click", { ...source, block_id: block.block_id, action_id: e.action_id, ...message, state: form.state(view.blocks) }),
    suggest: (block, e, query) => post("/suggest", { user: state.me, ...source, block_id: block.block_id, action_id: e.action_id, query }).catch((error) => ({ outcome: { shown: error.message } })),
  };
}

export function startThread(root) {
  const title = el("h2");
  const where = el("span", { class: "pane-meta" });
  const close = iconButton("close", t("closeThread"), { data: { testid: "thread-close" }, on: { click: () => openThread("") } });
  const scroller = el("div", { class: "scroller", role: "log", "aria-live": "polite", tabindex: "0", data: { testid: "thread-messages" } });
  const write = composer({ where: () => ({ channel: state.place?.id, thread_ts: state.thread }), inThread: true });
  const drawList = messageList(scroller, { inThread: true });
  root.append(el("header", { class: "pane-head" }, title, where, close), scroller, write.node);
  root.addEventListener("keydown", (e) => { if (e.key === "Escape" && !e.defaultPrevented) openThread(""); });

  on("place thread lang", () => {
    root.hidden = !state.thread || state.place?.kind !== "channel";
    document.body.classList.toggle("with-thread", !root.hidden);
    root.dataset.threadTs = state.thread;
    if (root.hidden) return;
    const c = channelById(state.place.id);
    title.textContent = t("thread");
    where.textContent = c ? (c.kind === "im" ? byId(state.bot.id).name : `#${c.name}`) : "";
    const all = state.threadMessages;
    // A deleted root leaves its replies behind.
    const orphaned = all.length > 0 && all[0].ts !== state.thread;
    const n = orphaned ? all.length : all.length - 1;
    const line = n > 0 ? el("div", { class: "day" }, el("span", null, n === 1 ? t("reply1") : t("replies", { n }))) : null;
    drawList(`${state.me}/${state.thread}`, all, orphaned ? { before: [el("p", { class: "empty-small" }, t("rootDeleted")), line] } : { afterRoot: line });
  });
}
