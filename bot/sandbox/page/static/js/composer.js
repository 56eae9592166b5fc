// Where a person writes: in a channel, a DM or a thread. "/" offers the slash
// commands, "@" the people.
import { append, avatar, el, icon, iconButton, replace } from "./dom.js";
import { byId, channelName, channelById, on, state } from "./state.js";
import { act, doThis, people } from "./store.js";
import { t } from "./i18n.js";

// composer makes one. where() returns {channel, thread_ts}; its drafts are kept per place.
export function composer({ where, inThread }) {
  const drafts = new Map();
  const id = inThread ? "thread-composer" : "channel-composer";
  let suggestions = [];
  let active = 0;
  let place = "";

  const list = el("div", { class: "suggestions", role: "listbox", id: `${id}-list`, "aria-label": t("completions"), hidden: true, data: { testid: "suggestions" } });
  const hint = el("div", { class: "composer-refusal", role: "alert", data: { testid: "composer-refusal" } });
  const input = el("textarea", {
    class: "composer-input", id, rows: 1, data: { testid: id }, role: "combobox", "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list",
    on: { input: () => { hint.textContent = ""; grow(); suggest(); }, keydown, blur: () => setTimeout(hide, 150), click: suggest },
  });
  const broadcast = el("input", { type: "checkbox", data: { testid: "also-channel" } });
  const broadcastText = el("span");
  const sendButton = iconButton("send", t("send"), { class: "send", data: { testid: inThread ? "thread-send" : "channel-send" }, on: { click: send } });
  const node = el("form", { class: "composer", on: { submit: (e) => e.preventDefault() } }, list, hint,
    el("div", { class: "composer-box" }, input, el("div", { class: "composer-foot" },
      inThread ? el("label", { class: "composer-also" }, broadcast, broadcastText) : el("span", { class: "composer-tip" }, t("newLine")), sendButton)));

  function update() {
    const { channel, thread_ts: ts } = where();
    const c = channelById(channel);
    if (!c) return;
    const key = `${state.me}/${channel}/${ts || ""}`;
    if (key !== place) {
      if (place) drafts.set(place, input.value);
      place = key;
      input.value = drafts.get(key) || "";
      hint.textContent = "";
      broadcast.checked = false;
    }
    const name = c.kind === "im" ? channelName(c) : `#${c.name}`;
    input.placeholder = inThread ? t("writeReply") : t("writeTo", { name });
    input.setAttribute("aria-label", input.placeholder);
    broadcastText.textContent = t("alsoChannel", { name });
    grow();
  }

  function grow() {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 180)}px`;
    sendButton.disabled = !input.value.trim();
  }

  async function send() {
    const text = input.value.trim();
    if (!text) return;
    hide();
    const to = where();
    const command = /^\/[\p{L}\d_-]+/u.exec(text)?.[0];
    if (command) {
      if (inThread) { hint.textContent = t("noSlashInThread", { command }); return; }
      if (!state.commands.some((c) => c.command === command)) { hint.textContent = t("unknownCommand", { command }); return; }
    }
    input.value = "";
    grow();
    if (command) {
      const o = await act("/command", { channel: to.channel, text }, "err_command");
      if (!o.ok) giveBack(text);
      return;
    }
    const done = await doThis("/post", { user: state.me, channel: to.channel, text, thread_ts: to.thread_ts || undefined, broadcast: (inThread && broadcast.checked) || undefined });
    if (!done) giveBack(text);
    else broadcast.checked = false;
  }

  // What could not be sent stands in the box again, unless something new does.
  function giveBack(text) {
    if (input.value) return;
    input.value = text;
    grow();
  }

  function suggest() {
    const before = input.value.slice(0, input.selectionStart);
    const at = /(?:^|\s)@([\p{L}\p{N}._-]*)$/u.exec(before);
    suggestions = [];
    if (!inThread && /^\/\S*$/.test(before)) suggestions = commands(before);
    else if (!inThread && before.startsWith("/") && !at) suggestions = commands(before.split(/\s/)[0], true);
    else if (at) suggestions = mentions(at[1]);
    active = 0;
    draw();
  }

  const commands = (typed, exact) => state.commands
    .filter((c) => (exact ? c.command === typed : c.command.startsWith(typed)))
    .map((c) => ({
      kind: "command", key: c.command, passive: exact,
      pick: () => { input.value = c.command + " "; },
      view: [icon("bolt"), el("span", { class: "suggestion-main" }, el("strong", null, c.command), " ", el("span", { class: "usage" }, c.usage_hint || "")), el("span", { class: "menu-note" }, c.description || "")],
    }));

  function mentions(typed) {
    const q = typed.toLowerCase();
    const all = [state.bot, ...people()].filter(Boolean);
    return all.filter((u) => u.name.toLowerCase().startsWith(q) || (u.real_name || "").toLowerCase().includes(q)).slice(0, 8).map((u) => ({
      kind: "user", key: u.name,
      pick: () => {
        const start = input.value.slice(0, input.selectionStart).lastIndexOf("@");
        const tail = input.value.slice(input.selectionStart);
        input.value = `${input.value.slice(0, start)}@${u.name} ${tail}`;
        input.selectionStart = input.selectionEnd = start + u.name.length + 2;
      },
      view: [avatar(byId(u.id), "avatar-small"), el("span", { class: "suggestion-main" }, el("strong", null, u.real_name || u.name), " ", el("span", { class: "usage" }, "@" + u.name)), el("span", { class: "menu-note" }, u.kind === "bot" ? t("app") : u.title || "")],
    }));
  }

  function draw() {
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    replace(list, suggestions.map((s, i) => append(el("div", {
      class: i === active && !s.passive ? "suggestion active" : "suggestion", role: "option", "aria-selected": String(i === active), data: { testid: "suggestion", value: s.key },
      on: { mousedown: (e) => { e.preventDefault(); pick(s); } },
    }), s.view)));
  }

  function pick(s) {
    if (s.passive) return;
    s.pick();
    hide();
    input.focus();
    grow();
    suggest();
  }

  function hide() {
    suggestions = [];
    draw();
  }

  function keydown(e) {
    const choosing = suggestions.length > 0 && !suggestions[0].passive;
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (choosing && step) {
      e.preventDefault();
      active = (active + step + suggestions.length) % suggestions.length;
      draw();
    } else if (choosing && e.key === "Escape") {
      e.preventDefault();
      hide();
    } else if (choosing && (e.key === "Tab" || (e.key === "Enter" && !e.shiftKey && input.value.trim() !== suggestions[active].key))) {
      e.preventDefault();
      pick(suggestions[active]);
    } else if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
      e.preventDefault();
      send();
    }
  }

  on("place workspace", update);
  return { node, update, focus: () => input.focus() };
}
