// Mail: to the desk, and from it.
import { el, icon, replace } from "../dom.js";
import { changed, now, on, state } from "../state.js";
import { doThis, loadSamples } from "../store.js";
import { toast } from "../toast.js";
import * as when from "../time.js";
import { t } from "../i18n.js";

export function startMail(root) {
  const samples = el("div", { class: "samples" });
  const traffic = el("div", { class: "traffic" });
  const form = composeForm();
  root.append(
    el("details", { class: "fold", open: true }, el("summary", null, t("samples")), samples),
    form.node,
    el("h3", null, t("mailbox")), traffic);

  on("samples", () => {
    replace(samples, state.samples.length ? state.samples.map(sample) : el("p", { class: "empty-small" }, t("noSamples")));
  });
  on("panel", () => { if (state.panelOpen && state.panelTab === "mail") loadSamples().catch((e) => toast(e.message, "error")); });

  const open = new Set();
  on("mails panel", () => {
    if (!state.panelOpen) return;
    replace(traffic, state.mails.length ? [...state.mails].reverse().map((m) => mail(m, open, form)) : el("p", { class: "empty-small" }, t("noMail")));
  });
  changed("samples");
}

function sample(s) {
  const button = el("button", {
    type: "button", class: "button button-small", "aria-label": `${t("feed")}: ${s.title || s.name}`, data: { testid: "send-sample", sample: s.name },
    on: { click: async () => { button.disabled = true; if (await doThis("/mail", { sample: s.name })) toast(t("fed")); button.disabled = false; } },
  }, t("feed"));
  return el("div", { class: "sample" }, el("span", { class: "sample-text" }, el("strong", null, s.title || s.name), s.title ? el("span", null, s.name) : null), button);
}

function mail(m, open, form) {
  const out = m.direction === "out";
  const body = el("pre", { class: "mail-text", tabindex: "0" }, m.text || "");
  const details = el("details", { class: `card mail-${m.direction}`, open: open.has(m.id), data: { testid: "mail", mail: m.id, direction: m.direction } },
    el("summary", null,
      el("span", { class: "card-line" }, el("span", { class: `way way-${m.direction}` }, t(m.direction)), el("time", { title: when.full(new Date(m.at)) }, stamp(m.at))),
      el("strong", { class: "card-title" }, m.subject || "–"),
      el("span", { class: "card-sub" }, out ? `${t("to")}: ${(m.to || []).join(", ")}` : `${t("from")}: ${m.from}`)),
    body,
    el("details", { class: "raw" }, el("summary", null, t("raw")), el("pre", { class: "mail-text", tabindex: "0" }, m.raw || "")),
    out ? el("button", { type: "button", class: "button button-small", data: { testid: "reply-mail" }, on: { click: () => form.answer(m) } }, icon("reply"), t("answerMail")) : null);
  details.addEventListener("toggle", () => (details.open ? open.add(m.id) : open.delete(m.id)));
  return details;
}

export const stamp = (at) => {
  const d = new Date(at);
  return `${when.dateShort(d)} ${when.time(d)}`;
};

// composeForm writes a mail by hand. answer fills it in as the reply that the
// receiver of a mail of the desk would send.
function composeForm() {
  let inReplyTo = "";
  const field = (label, testid, value, tag = "input") => {
    const input = el(tag, { class: "input", id: testid, value, rows: tag === "textarea" ? 5 : null, autocomplete: "off", data: { testid } });
    return { input, node: el("div", { class: "form-row" }, el("label", { for: testid }, label), input) };
  };
  const from = field(t("from"), "mail-from", "");
  const to = field(t("to"), "mail-to", "avg-incident@snoobi.nl");
  const subject = field(t("subject"), "mail-subject", "");
  const text = field(t("text"), "mail-text", "", "textarea");
  const send = el("button", { type: "submit", class: "button button-primary button-small", data: { testid: "mail-send" } }, t("sendMail"));
  const node = el("details", { class: "fold", data: { testid: "mail-compose" } }, el("summary", null, t("compose")),
    el("form", { class: "compose", on: { submit } }, from.node, to.node, subject.node, text.node, send));

  async function submit(e) {
    e.preventDefault();
    send.disabled = true;
    if (await doThis("/mail", { raw: rawMail({ from: from.input.value, to: to.input.value, subject: subject.input.value, text: text.input.value, inReplyTo }) })) {
      toast(t("fed"));
      text.input.value = "";
      inReplyTo = "";
      node.open = false;
    }
    send.disabled = false;
  }

  function answer(m) {
    const header = (name) => new RegExp(`^${name}:[ \\t]*(.*)$`, "im").exec(m.raw.split(/\r?\n\r?\n/)[0])?.[1].trim() || "";
    inReplyTo = header("Message-ID");
    from.input.value = m.to[0];
    to.input.value = header("Reply-To") || m.from;
    subject.input.value = /^re:/i.test(m.subject) ? m.subject : `Re: ${m.subject}`;
    text.input.value = "\n\n" + m.text.split("\n").map((l) => `> ${l}`).join("\n");
    node.open = true;
    node.scrollIntoView({ block: "start" }); // with its button, also on a phone
    text.input.focus();
    text.input.setSelectionRange(0, 0);
  }
  return { node, answer };
}

// A header with other than ASCII is an encoded word (RFC 2047 §4.1), the body
// base64 of UTF-8: what a mail program would send.
function rawMail({ from, to, subject, text, inReplyTo }) {
  const clean = (s) => s.replace(/[\r\n]+/g, " ").trim();
  const b64 = (s) => btoa(String.fromCharCode(...new TextEncoder().encode(s)));
  const word = (s) => (/^[\x20-\x7e]*$/.test(s) ? s : `=?UTF-8?B?${b64(s)}?=`);
  const address = (s) => { const m = /^(.*)<([^>]+)>$/.exec(s); return m ? `${word(m[1].trim())} <${m[2]}>` : s; };
  return [
    `From: ${address(clean(from))}`, `To: ${clean(to)}`, `Subject: ${word(clean(subject))}`,
    `Date: ${now().toUTCString().replace("GMT", "+0000")}`, `Message-ID: <${crypto.randomUUID()}@page.example>`,
    ...(inReplyTo ? [`In-Reply-To: ${inReplyTo}`, `References: ${inReplyTo}`] : []),
    "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "",
    b64(text.replace(/\r?\n/g, "\r\n")).replace(/(.{76})/g, "$1\r\n"), "",
  ].join("\r\n");
}
