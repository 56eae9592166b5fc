// rich_text blocks: typed elements, so that text in them is only ever text.
import { el } from "../dom.js";
import { anchor, emoji, groupMention, userMention } from "./mrkdwn.js";
import { slackDate } from "../time.js";

export function richText(block, world) {
  return el("div", { class: "rich" }, (block.elements || []).map((e) => part(e, world)));
}

function part(e, world) {
  switch (e.type) {
    case "rich_text_section": return el("div", { class: "rich-section" }, inline(e.elements, world));
    case "rich_text_quote": return el("blockquote", { class: "mk-quote" }, inline(e.elements, world));
    case "rich_text_preformatted": return el("pre", { class: "mk-pre", tabindex: "0" }, inline(e.elements, world));
    case "rich_text_list": {
      const tag = e.style === "ordered" ? "ol" : "ul";
      const props = { class: `rich-list indent-${Math.min(e.indent || 0, 8)}` };
      if (tag === "ol" && e.offset) props.start = e.offset + 1;
      return el(tag, props, (e.elements || []).map((item) => el("li", null, inline(item.elements, world))));
    }
    default: return el("div", { class: "unknown-block" }, e.type);
  }
}

function inline(elements, world) {
  return (elements || []).map((e) => styled(leaf(e, world), e.style));
}

function leaf(e, world) {
  switch (e.type) {
    case "text": return breaks(e.text || "");
    case "link": return anchor(e.url || "", e.text || e.url || "");
    case "user": return userMention(e.user_id, world);
    case "usergroup": return groupMention(e.usergroup_id, world);
    case "channel": return el("span", { class: "mention" }, "#" + (world.channel(e.channel_id)?.name || e.channel_id));
    case "broadcast": return el("span", { class: "mention mention-loud" }, "@" + e.range);
    case "emoji": return emoji(e.name);
    case "date": return el("time", null, slackDate(e.timestamp, e.format || "{date} {time}", world.now()));
    default: return el("span", { class: "unknown-block" }, e.type);
  }
}

// White space is kept by the style sheet; a text node does not need <br>.
const breaks = (text) => el("span", { class: "rich-text" }, text);

function styled(node, style) {
  if (!style) return node;
  if (style.code) node = el("code", { class: "mk-code" }, node);
  if (style.bold) node = el("strong", null, node);
  if (style.italic) node = el("em", null, node);
  if (style.strike) node = el("s", null, node);
  if (style.underline) node = el("u", null, node);
  return node;
}
