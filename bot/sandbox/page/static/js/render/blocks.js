// Block Kit blocks, for messages, modals and Home alike.
import { el, icon } from "../dom.js";
import { element } from "./elements.js";
import { plain, textObject } from "./text.js";
import { richText } from "./richtext.js";
import { t } from "../i18n.js";

export function blocks(list, env) {
  return (list || []).map((block) => {
    const draw = DRAW[block.type];
    const node = draw ? draw(block, env) : el("div", { class: "unknown-block" }, t("unknownBlock", { type: block.type }));
    node.classList.add("block", `block-${block.type.replaceAll("_", "-")}`);
    node.dataset.blockId = block.block_id || "";
    return node;
  });
}

const DRAW = {
  header: (b, env) => el("h3", null, textObject(b.text, env.world)),
  divider: () => el("hr"),
  rich_text: (b, env) => richText(b, env.world),
  context: (b, env) => el("div", null, (b.elements || []).map((e) =>
    (e.type === "image" ? placeholder(e.alt_text, "small") : el("span", { class: "context-text" }, textObject(e, env.world))))),
  actions: (b, env) => el("div", null, (b.elements || []).map((e) => element(e, b, env))),
  image: (b, env) => el("figure", null, b.title ? el("figcaption", null, textObject(b.title, env.world)) : null, placeholder(b.alt_text, "large")),
  section(b, env) {
    const body = el("div", { class: "section-body" },
      b.text ? el("div", { class: "section-text" }, textObject(b.text, env.world)) : null,
      b.fields ? el("div", { class: "fields" }, b.fields.map((f) => el("div", { class: "field" }, textObject(f, env.world)))) : null);
    if (!b.accessory) return el("div", null, body);
    const side = b.accessory.type === "image" ? placeholder(b.accessory.alt_text, "medium") : element(b.accessory, b, env);
    return el("div", { class: "with-accessory" }, body, el("div", { class: "accessory" }, side));
  },
  input(b, env) {
    const id = `${env.key}-${b.block_id}`.replace(/[^\w-]/g, "_");
    const error = env.errors?.[b.block_id];
    const describedBy = [error && `${id}-error`, b.hint && `${id}-hint`].filter(Boolean).join(" ") || null;
    const control = element(b.element, b, { ...env, labelId: `${id}-label`, describedBy });
    if (error) control.setAttribute("aria-invalid", "true");
    return el("div", { class: error ? "has-error" : "", data: { testid: "modal-field" } },
      el("div", { class: "input-label", id: `${id}-label` }, plain(b.label), b.optional ? el("span", { class: "input-optional" }, " " + t("optional")) : null),
      control,
      error ? el("div", { class: "input-error", id: `${id}-error`, role: "alert", data: { testid: "field-error" } }, icon("warning"), el("span", null, error)) : null,
      b.hint ? el("div", { class: "input-hint", id: `${id}-hint` }, plain(b.hint)) : null);
  },
};

// Pictures are never fetched: the page makes no request but to the workspace.
function placeholder(alt, size) {
  return el("span", { class: `image-placeholder image-${size}`, role: "img", "aria-label": alt || t("image") }, icon("image"), size === "large" ? el("span", null, alt || t("image")) : null);
}
