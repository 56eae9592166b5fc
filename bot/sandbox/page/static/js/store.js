// Reading the workspace and acting in it as the person at the screen.
import { get, listen, post } from "./api.js";
import { changed, channelById, setClock, state } from "./state.js";
import { outcome, toast } from "./toast.js";
import { t } from "./i18n.js";

const fail = (error) => toast(error.message, "error");

// sorted puts an ephemeral message where it was said and keeps the rest in order.
function place(list, message) {
  const at = list.findIndex((m) => m.ts === message.ts);
  if (at >= 0) list[at] = message;
  else {
    list.push(message);
    list.sort((a, b) => (a.ts < b.ts ? -1 : 1));
  }
}

const inMain = (m) => !m.thread_ts || m.thread_ts === m.ts || m.broadcast;
const visible = (m) => !m.ephemeral_for || m.ephemeral_for === state.me;
const here = () => (state.place?.kind === "channel" ? state.place.id : "");

export async function loadWorkspace() {
  const s = await get("/state");
  Object.assign(state, { team: s.team, bot: s.bot, users: s.users, groups: s.groups, commands: s.commands, shortcuts: s.shortcuts, connections: s.connections, mode: s.mode, faults: s.faults, unexpected: s.unexpected });
  setClock(s.clock);
  if (!people().some((u) => u.id === state.me)) {
    const kept = localStorage.getItem("me");
    state.me = people().find((u) => u.id === kept)?.id || people()[0]?.id || "";
  }
  await loadChannels();
  changed("workspace", "connection", "faults");
}

// people are those one can be: everybody but bots and the deleted.
export const people = () => state.users.filter((u) => u.kind !== "bot" && u.kind !== "deleted");

async function loadChannels() {
  state.channels = (await get("/channels", { user: state.me })).channels;
  if (state.place?.kind !== "home" && !channelById(here())) {
    const first = state.channels.find((c) => c.kind !== "im") || state.channels[0];
    state.place = first ? { kind: "channel", id: first.id } : { kind: "home" };
    state.thread = "";
  }
  changed("workspace", "place");
}

export async function loadPlace() {
  const channel = here();
  if (!channel) { await loadHome(); return; }
  const messages = await quietly(() => get("/messages", { channel, user: state.me }));
  if (channel !== here()) return;
  state.messages = messages;
  state.unread.delete(channel);
  changed("messages", "place");
}

export async function loadThread() {
  const ts = state.thread;
  state.threadMessages = [];
  changed("thread");
  if (!ts) return;
  const messages = await quietly(() => get("/thread", { channel: here(), ts, user: state.me }));
  if (ts !== state.thread) return;
  state.threadMessages = messages;
  changed("thread");
}

// said counts the events about messages. A list that was asked for before one of
// them may be older than it, and would take back what it said: it is asked for
// again, and when people go on talking the last answer has to do.
let said = 0;

async function quietly(ask) {
  for (let tries = 0; ; tries++) {
    const before = said;
    const { messages } = await ask();
    if (before === said || tries === 4) return messages;
  }
}

async function loadHome() {
  state.home = (await get("/home", { user: state.me })).view;
  changed("home");
  outcome(await post("/home", { user: state.me }), "err_action");
}

async function loadRest() {
  const before = heard;
  const [views, mails, pages, log, faults] = await Promise.all([
    get("/views", { user: state.me }), get("/mails"), get("/pages"), get("/log"), get("/faults")]);
  if (before === heard) state.views = views.views;
  Object.assign(state, { mails: mails.mails, pages: pages.pages, log: log.entries, faults: faults.faults, faultKinds: faults.kinds });
  changed("views", "mails", "pages", "log", "faults");
}

export async function reload() {
  await loadWorkspace();
  await Promise.all([loadPlace(), loadThread(), loadRest()]);
  state.ready = true;
  changed("ready", "workspace");
}

export function go(to) {
  state.place = to;
  state.thread = to.thread || "";
  state.navOpen = false;
  remember();
  changed("place", "nav", "home");
  Promise.all([loadPlace(), loadThread()]).catch(fail);
}

export function openThread(ts) {
  state.thread = ts;
  remember();
  changed("place");
  loadThread().catch(fail);
}

export async function become(user) {
  state.me = user;
  localStorage.setItem("me", user);
  state.home = null;
  state.messages = [];
  try {
    await loadChannels();
    await Promise.all([loadPlace(), loadThread(), loadRest()]);
  } catch (error) { fail(error); }
  changed("workspace", "messages", "thread", "views", "home");
}

// The address bar keeps the place, so that a reload and a copied link find it.
function remember() {
  const base = state.place.kind === "home" ? "#/home" : `#/c/${state.place.id}`;
  history.replaceState(null, "", "/" + location.search + base + (state.thread ? `/${state.thread}` : ""));
}

export function placeFromAddress() {
  const link = permalink(location.href);
  if (link) return link;
  const [, kind, id, thread] = location.hash.split("/");
  if (kind === "home") return { kind: "home" };
  return kind === "c" && id ? { kind: "channel", id, thread: thread || "" } : null;
}

// permalink reads …/archives/C…/p1700000000000100?thread_ts=….
export function permalink(href) {
  const m = /\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})(?:\?([^#]*))?/.exec(href);
  if (!m) return null;
  const ts = `${m[2]}.${m[3]}`;
  return { kind: "channel", id: m[1], thread: new URLSearchParams(m[4]).get("thread_ts") || "", focus: ts };
}

export function linkTo(m) {
  const thread = m.thread_ts && m.thread_ts !== m.ts ? `?thread_ts=${m.thread_ts}&cid=${m.channel}` : "";
  return `${location.origin}/archives/${m.channel}/p${m.ts.replace(".", "")}${thread}`;
}

// act runs one call that ends in an Outcome, and says so when it did not work.
export async function act(path, body, fallback = "err_action") {
  try {
    const o = await post(path, { user: state.me, ...body });
    outcome(o, fallback);
    return o;
  } catch (error) {
    fail(error);
    return { ok: false };
  }
}

// doThis runs a call without Outcome; it returns the answer, or null.
export async function doThis(path, body) {
  try { return await post(path, body); } catch (error) { fail(error); return null; }
}

// What an event said of the modals is newer than an answer that was asked for
// before it: an old answer would close a modal that has just opened.
let heard = 0;

export async function refreshViews() {
  const before = heard;
  const { views } = await get("/views", { user: state.me });
  if (before !== heard) return;
  state.views = views;
  changed("views");
}

const ring = (list, item, max) => { list.push(item); if (list.length > max) list.splice(0, list.length - max); };

// What the desk says may move what is due next, and the clock's own event came
// before that. Read again once it is quiet.
let reread = 0;
function dueAgain() {
  clearTimeout(reread);
  reread = setTimeout(() => get("/clock").then(setClock).catch(() => {}), 700);
}

function arrived(m) {
  said++;
  dueAgain();
  if (!visible(m)) return;
  if (m.channel !== here()) {
    const known = channelById(m.channel);
    if (known && inMain(m) && !m.edited_ts && m.user !== state.me) state.unread.set(m.channel, (state.unread.get(m.channel) || new Set()).add(m.ts));
    changed("workspace");
    return;
  }
  if (inMain(m)) { place(state.messages, m); changed("messages"); }
  if (state.thread && (m.thread_ts === state.thread || m.ts === state.thread)) { place(state.threadMessages, m); changed("thread"); }
}

export function follow() {
  let first = true;
  listen({
    hello(e) {
      setClock(e.clock);
      state.connections = e.connections;
      changed("connection");
      // Whatever was said while the line was cut is read again.
      if (!first) reload().catch(fail);
      first = false;
    },
    message: arrived,
    ephemeral: arrived,
    message_deleted(e) {
      said++;
      state.unread.get(e.channel)?.delete(e.ts);
      if (e.channel !== here()) return;
      state.messages = state.messages.filter((m) => m.ts !== e.ts);
      state.threadMessages = state.threadMessages.filter((m) => m.ts !== e.ts);
      changed("messages", "thread");
    },
    views(e) { if (e.user === state.me) { heard++; state.views = e.views; changed("views"); } },
    home(e) { if (e.user === state.me) { state.home = e.view; changed("home"); } },
    workspace() { loadWorkspace().catch(fail); },
    log(e) {
      ring(state.log, e, 500);
      if (e.kind === "unexpected") { state.unexpected.push(e.name); changed("connection"); }
      changed("log");
    },
    mail(e) { if (!state.mails.some((m) => m.id === e.id)) ring(state.mails, e, 300); changed("mails"); },
    page(e) { if (!state.pages.some((p) => p.id === e.id)) ring(state.pages, e, 300); changed("pages"); },
    faults(e) { state.faults = e.faults; changed("faults"); },
    connections(e) { state.connections = e.connections; changed("connection"); },
    clock: setClock,
    notice(e) { if (e.user === state.me) toast(e.text, "error"); },
  }, (line) => { state.online = line; changed("connection"); });
}

export async function loadSamples() {
  if (state.samples.length) return;
  state.samples = (await get("/samples")).samples;
  changed("samples");
}

export async function forward(seconds) {
  const clock = await doThis("/clock/forward", { seconds });
  if (clock) setClock(clock);
}

export async function toNext() {
  const clock = await doThis("/clock/next", {});
  if (clock) { setClock(clock); toast(clock.what || t("toNext")); }
}
