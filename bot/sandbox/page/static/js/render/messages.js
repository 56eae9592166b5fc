// One message, in a channel or a thread.
import { avatar, el, icon, iconButton } from "../dom.js";
import { openMenu } from "../popover.js";
import { blocks } from "./blocks.js";
import { mrkdwn } from "./mrkdwn.js";
import { formFor } from "../form.js";
import { byId, now, state, world } from "../state.js";
import { act, doThis, linkTo, openThread, people } from "../store.js";
import { post } from "../api.js";
import { toast } from "../toast.js";
import * as when from "../time.js";
import { lang, t } from "../i18n.js";

// messageEnv is what the elements of a message need: see elements.js.
function messageEnv(m) {
  const key = `${m.channel}/${m.ts}`;
  const source = { channel: m.channel, ts: m.ts };
  const form = formFor(key);
  return {
    key, world, form, people,
    act: (block, e, message) => act("/click", { ...source, block_id: block.block_id, action_id: e.action_id, ...message, state: form.state(m.blocks) }),
    suggest: (block, e, query) => post("/suggest", { user: state.me, ...source, block_id: block.block_id, action_id: e.action_id, query }).catch((error) => ({ outcome: { shown: error.message } })),
  };
}

export function message(m, { inThread, compact }) {
  const who = byId(m.user) || { id: m.user, name: m.user };
  const at = when.tsDate(m.ts);
  const actions = el("div", { class: "message-actions" },
    inThread || m.ephemeral_for ? null : iconButton("thread", t("reply"), { data: { testid: "reply-button" }, on: { click: () => openThread(m.thread_ts || m.ts) } }),
    iconButton("more", t("more"), { "aria-haspopup": "menu", "aria-expanded": "false", data: { testid: "message-menu" }, on: { click: (e) => menu(e.currentTarget, m, inThread) } }));
  const stamp = el("time", { class: "stamp", datetime: at.toISOString(), title: when.full(at) }, when.time(at));
  const reply = m.broadcast && m.thread_ts !== m.ts;

  return el("article", {
    class: ["message", compact && "compact", m.ephemeral_for && "ephemeral", reply && !inThread && "broadcast"].filter(Boolean).join(" "),
    "aria-label": `${who.name}, ${when.time(at)}`, tabindex: "-1",
    data: { testid: "message", ts: m.ts, threadTs: m.thread_ts, user: m.user, ephemeral: m.ephemeral_for ? "true" : null, broadcast: m.broadcast ? "true" : null },
  },
    el("div", { class: "message-gutter" }, compact ? stamp : avatar(who)),
    el("div", { class: "message-main" },
      m.ephemeral_for ? el("div", { class: "message-note", data: { testid: "only-you" } }, icon("eye"), t("onlyYou")) : null,
      m.pinned ? el("div", { class: "message-note pinned" }, t("pinned")) : null,
      reply && !inThread ? el("button", { type: "button", class: "message-note as-link", on: { click: () => openThread(m.thread_ts) } }, icon("reply"), t("repliedThread"), " ", el("span", { class: "root-excerpt" }, rootExcerpt(m))) : null,
      compact ? null : el("header", { class: "message-head" },
        el("strong", { class: "message-name" }, who.name),
        who.is_bot ? el("span", { class: "badge" }, t("app")) : null, stamp),
      el("div", { class: "message-body", data: { testid: "message-body" } }, body(m)),
      (m.files || []).map(file),
      m.edited_ts ? el("span", { class: "edited", data: { testid: "edited" }, title: when.full(when.tsDate(m.edited_ts)) }, `(${t("edited")})`) : null,
      reply && inThread ? el("div", { class: "message-note after" }, t("alsoSent")) : null,
      m.reply_count && !inThread && !reply ? threadLink(m) : null),
    actions);
}

function body(m) {
  if (m.blocks?.length) return blocks(m.blocks, messageEnv(m));
  return el("div", { class: "block block-section" }, mrkdwn(m.text || "", world));
}

function rootExcerpt(m) {
  const root = state.messages.find((x) => x.ts === m.thread_ts);
  return root ? root.text.replace(/<[^>]*>|[*_~`]/g, "").slice(0, 60) : t("thread");
}

const file = (f) => el("a", { class: "file", href: f.url, target: "_blank", rel: "noopener noreferrer", data: { testid: "file" } },
  icon("panel"), el("span", null, el("strong", null, f.title || f.name), el("span", { class: "file-size" }, new Intl.NumberFormat(lang()).format(f.size) + " B")));

function threadLink(m) {
  const last = m.latest_reply ? when.tsDate(m.latest_reply) : null;
  const lastText = last ? t("lastReply", { when: when.dayKey(last) === when.dayKey(now()) ? when.time(last) : `${when.dateShort(last)} ${when.time(last)}` }) : "";
  return el("button", { type: "button", class: "thread-link", data: { testid: "thread-link" }, on: { click: () => openThread(m.ts) } },
    (m.reply_users || []).slice(0, 4).map((id) => avatar(byId(id) || { id, name: id }, "avatar-small")),
    el("strong", null, m.reply_count === 1 ? t("reply1") : t("replies", { n: m.reply_count })),
    el("span", { class: "thread-last" }, lastText));
}

function menu(button, m, inThread) {
  const items = state.shortcuts.map((s) => ({
    label: s.name, description: byId(state.bot.id).name, testid: "shortcut", data: { callbackId: s.callback_id },
    run: () => act("/shortcut", { channel: m.channel, ts: m.ts, callback_id: s.callback_id }),
  }));
  if (m.ephemeral_for) items.length = 0;
  else if (!inThread) items.unshift({ label: t("reply"), testid: "reply-menu", run: () => openThread(m.thread_ts || m.ts) });
  if (!m.ephemeral_for) items.push({ label: t("copyLink"), testid: "copy-link", run: () => copy(linkTo(m)) });
  items.push({ label: t("deleteMessage"), danger: true, testid: "delete-message", run: () => doThis("/delete", { user: state.me, channel: m.channel, ts: m.ts }) });
  openMenu(button, items, t("messageActions"));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("linkCopied"));
  } catch {
    // Without permission for the clipboard the link itself is shown.
    toast(text);
  }
}

// sameRun: whether b follows a so closely that its head can be left out.
export function sameRun(a, b) {
  return a && a.user === b.user && !a.ephemeral_for && !b.ephemeral_for && !b.broadcast && !b.pinned && !(b.blocks?.length > 1) && !a.reply_count
    && Number(b.ts) - Number(a.ts) < 300 && when.dayKey(when.tsDate(a.ts)) === when.dayKey(when.tsDate(b.ts));
}
