// Building elements. Everything a message, a mail or a name contains reaches
// the page as a text node: nothing here or elsewhere parses markup from data,
// and the Trusted Types line of the CSP makes the browser hold us to that.

const SVG = "http://www.w3.org/2000/svg";

// el makes an element. Properties: class, on (listeners), data (dataset), and
// any attribute; true sets an empty attribute, false and null leave it out.
export function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "on") for (const [type, fn] of Object.entries(value)) node.addEventListener(type, fn);
    else if (name === "data") for (const [key, v] of Object.entries(value)) { if (v !== undefined && v !== null) node.dataset[key] = v; }
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child);
  }
  return node;
}

export function replace(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

// Paths on a 20 by 20 grid, drawn with a stroke.
const ICONS = {
  hash: "M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h13M3 12.5h13",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  home: "M3 9.5 10 3.5l7 6M5 8.5V16.5h10V8.5M8.5 16.5v-4.5h3v4.5",
  close: "M5 5l10 10M15 5 5 15",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  send: "M3.5 16.5 17 10 3.5 3.5l2 6.5zM5.5 10H11",
  thread: "M3.5 4h13v9.5H9L5.5 16.5v-3h-2z",
  link: "M8.5 11.5a3 3 0 0 0 4.3 0l2.4-2.4a3 3 0 0 0-4.3-4.3L9.8 5.9M11.5 8.5a3 3 0 0 0-4.3 0l-2.4 2.4a3 3 0 0 0 4.3 4.3l1.1-1.1",
  menu: "M3.5 5.5h13M3.5 10h13M3.5 14.5h13",
  panel: "M3 4h14v12H3zM12 4v12",
  chevron: "M6 8l4 4 4-4",
  back: "M12 4.5 6.5 10l5.5 5.5",
  check: "M4.5 10.5 8.5 14.5 16 6",
  warning: "M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.3h.01",
  image: "M3.5 4.5h13v11h-13zM3.5 13l4-4 4 4 2-2 3 3M13 8h.01",
  bolt: "M11 2.5 4.5 11.5H9.5L8.5 17.5 15.5 8.5H10.5z",
  mail: "M3 5h14v10.5H3zM3 5.5l7 5.5 7-5.5",
  reply: "M8 5 3.5 9.5 8 14M4 9.5h6.5a5.5 5.5 0 0 1 5.5 5.5",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
};

export function icon(name, className = "icon") {
  className += ` icon-${name}`;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, props = {}) {
  return el("button", { type: "button", ...props, class: `icon-button ${props.class || ""}`.trim(), "aria-label": label, title: label }, icon(name));
}

// The initials and the colour of an avatar follow from the person alone, so
// that one person looks the same everywhere.
export function avatar(person, size = "") {
  const words = (person.name || "?").trim().split(/\s+/);
  const initials = (words[0][0] + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
  let hue = 0;
  for (const c of person.id || person.name || "") hue = (hue * 31 + c.codePointAt(0)) % 7;
  const kind = person.is_bot ? "avatar-bot" : `avatar-${hue}`;
  return el("span", { class: `avatar ${kind} ${size}`.trim(), "aria-hidden": "true" }, person.is_bot ? icon("bolt") : initials);
}
