// The two text objects of Block Kit.
import { mrkdwn } from "./mrkdwn.js";
import { withEmoji } from "./emoji.js";

export const plain = (o) => (o ? (o.emoji === false ? o.text : withEmoji(o.text)) : "");

export function textObject(o, world) {
  if (!o) return "";
  return o.type === "mrkdwn" ? mrkdwn(o.text, world, { verbatim: o.verbatim }) : plain(o);
}
