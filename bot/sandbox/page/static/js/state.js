// What the page knows. Whatever changes it says so with changed(topic); the
// parts of the page draw themselves again once per frame for their topics.

export const state = {
  team: { name: "" }, bot: null, users: [], channels: [], groups: [], commands: [], shortcuts: [],
  connections: 0, mode: "socket", faults: [], faultKinds: [], unexpected: [],
  online: false, ready: false,
  clock: { now: new Date().toISOString(), can_forward: false }, clockRead: performance.now(),
  me: "",
  // place: {kind: "channel", id} or {kind: "home"}; thread: the ts of its root.
  place: null, thread: "",
  messages: [], threadMessages: [], views: [], home: null, unread: new Map(),
  mails: [], pages: [], log: [], samples: [],
  panelOpen: false, panelTab: "mail", navOpen: false,
};

const listeners = new Map();
let dirty = new Set();
let scheduled = false;

export function on(topics, fn) {
  for (const topic of topics.split(" ")) {
    if (!listeners.has(topic)) listeners.set(topic, new Set());
    listeners.get(topic).add(fn);
  }
}

// A hidden tab gets no frames, so a timer is used and not requestAnimationFrame.
export function changed(...topics) {
  topics.forEach((topic) => dirty.add(topic));
  if (scheduled) return;
  scheduled = true;
  setTimeout(() => {
    scheduled = false;
    const now = dirty;
    dirty = new Set();
    const due = new Set();
    for (const topic of now) listeners.get(topic)?.forEach((fn) => due.add(fn));
    due.forEach((fn) => fn());
  });
}

export function setClock(clock) {
  state.clock = clock;
  state.clockRead = performance.now();
  changed("clock");
}

// now is the desk's clock: what the server said, plus what has passed here.
export const now = () => new Date(Date.parse(state.clock.now) + performance.now() - state.clockRead);

const label = (u) => u.real_name || u.name;
const person = (u) => u && { id: u.id, name: label(u), is_bot: u.kind === "bot", user: u };

export const byId = (id) => person(state.users.find((u) => u.id === id) || (state.bot?.id === id ? state.bot : null));
export const channelById = (id) => state.channels.find((c) => c.id === id);

// channelName is the name as the person at the screen reads it.
export function channelName(c) {
  return c.kind === "im" ? label(state.bot) : c.name;
}

// world is what renderers may know.
export const world = {
  user: byId,
  group: (id) => state.groups.find((g) => g.id === id),
  channel: (id) => { const c = channelById(id); return c && { ...c, name: channelName(c) }; },
  me: () => state.me,
  now,
};
