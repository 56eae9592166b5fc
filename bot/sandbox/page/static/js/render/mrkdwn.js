// Slack's mrkdwn, as nodes. It follows what the real client does, also where
// that is dangerous: text that somebody forgot to escape must look as live
// here as it would in the channel, or nobody would notice.
import { el } from "../dom.js";
import { EMOJI, glyph } from "./emoji.js";
import { slackDate } from "../time.js";

const ENTITY = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
export const decode = (s) => s.replace(/&(?:amp|lt|gt);/g, (e) => ENTITY[e]);

const STYLES = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;
const BARE_URL = /^https?:\/\/[^\s<>|`]*[^\s<>|`*_~.,;:!?)'"]/;
const BARE_CALL = /^@(here|channel|everyone)\b/;

// mrkdwn renders text; world knows people, channels, groups and the time.
export function mrkdwn(text, world, { verbatim = false } = {}) {
  const out = document.createDocumentFragment();
  const parts = text.split("```");
  if (parts.length % 2 === 0) {
    // A fence without a partner is text.
    const last = parts.pop();
    parts.push(parts.pop() + "```" + last);
  }
  parts.forEach((part, i) => {
    if (i % 2 === 1) out.append(el("pre", { class: "mk-pre" }, decode(part.replace(/^\n|\n$/g, ""))));
    else lines(i > 0 ? part.replace(/^\n/, "") : part, out, world, verbatim);
  });
  return out;
}

function lines(text, out, world, verbatim) {
  if (text === "") return;
  let quote = null;
  const all = text.split("\n");
  let run = [];
  const flush = () => {
    if (run.length) out.append(el("span", { class: "mk-run" }, inline(run.join("\n"), world, verbatim)));
    run = [];
  };
  for (const line of all) {
    const m = /^(?:>|&gt;)\s?(.*)$/.exec(line);
    if (m) {
      flush();
      if (!quote) out.append((quote = el("blockquote", { class: "mk-quote" })));
      else quote.append(el("br"));
      quote.append(inline(m[1], world, verbatim));
      continue;
    }
    quote = null;
    run.push(line);
  }
  flush();
}

// inline renders one run of text, line breaks included.
function inline(text, world, verbatim) {
  const out = document.createDocumentFragment();
  let plain = "";
  const flush = () => { if (plain) out.append(decode(plain)); plain = ""; };
  const put = (node, length) => { flush(); out.append(node); return length; };

  for (let i = 0; i < text.length;) {
    const rest = text.slice(i);
    const c = text[i];
    let m;
    if (c === "\n") i += put(el("br"), 1);
    else if (c === "<" && (m = /^<([^<>\n]+)>/.exec(rest))) i += put(reference(m[1], world), m[0].length);
    else if (c === "`" && (m = /^`([^`\n]+)`/.exec(rest))) i += put(el("code", { class: "mk-code" }, decode(m[1])), m[0].length);
    else if (c === ":" && (m = /^:([a-z0-9_+-]+):/.exec(rest)) && Object.hasOwn(EMOJI, m[1])) i += put(emoji(m[1]), m[0].length);
    else if (STYLES[c] && (m = styled(text, i))) i += put(el(STYLES[c], null, inline(m, world, verbatim)), m.length + 2);
    else if (!verbatim && (m = BARE_URL.exec(rest))) i += put(anchor(decode(m[0]), decode(m[0])), m[0].length);
    else if (!verbatim && c === "@" && (m = BARE_CALL.exec(rest))) i += put(mention(m[0], true), m[0].length);
    else { plain += c; i++; }
  }
  flush();
  return out;
}

// styled returns what stands between the delimiter at i and its partner: both
// must touch a word on the inside and none on the outside, on one line.
function styled(text, i) {
  const c = text[i];
  if (i > 0 && WORD.test(text[i - 1])) return null;
  const end = text.indexOf("\n", i);
  const limit = end < 0 ? text.length : end;
  if (/[\s]/.test(text[i + 1] || " ") || text[i + 1] === c) return null;
  for (let j = text.indexOf(c, i + 1); j > 0 && j < limit; j = text.indexOf(c, j + 1)) {
    if (!/\s/.test(text[j - 1]) && !WORD.test(text[j + 1] || " ")) return text.slice(i + 1, j);
  }
  return null;
}

function reference(inner, world) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? "" : inner.slice(bar + 1);
  if (target.startsWith("@")) return userMention(target.slice(1), world, decode(label));
  if (target.startsWith("#")) return el("span", { class: "mention" }, "#" + (world.channel(target.slice(1))?.name || decode(label) || target.slice(1)));
  if (target.startsWith("!subteam^")) return groupMention(target.slice(9), world, decode(label));
  if (target.startsWith("!date^")) return date(target, label, world);
  if (/^!(here|channel|everyone)$/.test(target)) return mention("@" + target.slice(1), true);
  if (target.startsWith("!")) return el("span", null, decode(label || target));
  return anchor(decode(target), decode(label || target));
}

function date(target, label, world) {
  const [, seconds, template, href] = target.split("^");
  const n = Number.parseInt(seconds, 10);
  if (!Number.isFinite(n) || !template) return el("span", null, decode(label));
  const text = slackDate(n, decode(template), world.now());
  const node = el("time", { datetime: new Date(n * 1000).toISOString(), title: decode(label) }, text);
  return href ? anchor(decode(href), text) : node;
}

export function emoji(name) {
  if (!Object.hasOwn(EMOJI, name)) return `:${name}:`;
  return el("span", { class: `emoji emoji-${name}`, role: "img", "aria-label": name.replaceAll("_", " ") }, glyph(name));
}

function mention(text, loud) {
  return el("span", { class: loud ? "mention mention-loud" : "mention" }, text);
}

export function userMention(id, world, label = "") {
  const user = world.user(id);
  return el("span", { class: id === world.me() ? "mention mention-me" : "mention", data: { userId: id } }, "@" + (user?.name || label || id));
}

export function groupMention(id, world, label = "") {
  const group = world.group(id);
  return el("span", { class: "mention mention-loud", data: { groupId: id } }, "@" + (group?.handle || label.replace(/^@/, "") || id));
}

// anchor makes a link only for schemes that cannot run anything here.
export function anchor(href, text) {
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(href)) return el("span", null, text);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", class: "link" }, text);
}
