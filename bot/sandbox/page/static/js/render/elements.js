// The interactive elements of Block Kit.
//
// Each is drawn from (element, block, env). env: world; form (what was chosen);
// act(block, element, {value, values}) tells the bot; suggest(block, element,
// query) asks it for options; upload(name, data) gives a file to the workspace;
// ids for labels and errors of an input block.
import { el, icon } from "../dom.js";
import { picker } from "../picker.js";
import { openMenu } from "../popover.js";
import { confirmFirst } from "../confirm.js";
import { plain, textObject } from "./text.js";
import { fileInput } from "./file.js";
import { t } from "../i18n.js";

export function element(e, block, env) {
  const draw = DRAW[e.type];
  if (!draw) return el("span", { class: "unknown-block" }, t("unknownBlock", { type: e.type }));
  return draw(e, block, env);
}

const hooks = (e, block, testid) => ({ testid, actionId: e.action_id, blockId: block.block_id });

// The names that assistive software reads: the label of the input block, or
// the element's own words when it stands in a section or an actions block.
const names = (env, fallback) => (env.labelId
  ? { "aria-labelledby": env.labelId, "aria-describedby": env.describedBy }
  : { "aria-label": fallback });

// chosen stores a choice and, outside plain inputs, tells the bot.
async function chosen(e, block, env, stored, message) {
  if (!(await confirmFirst(e.confirm, env.world))) return false;
  env.form.set(block.block_id, e.action_id, stored);
  if (block.type !== "input" || block.dispatch_action) env.act(block, e, message);
  return true;
}

const DRAW = {
  button(e, block, env) {
    const style = e.style === "primary" ? "button-primary" : e.style === "danger" ? "button-danger" : "";
    const button = el("button", {
      type: "button", class: `button ${style}`.trim(), data: hooks(e, block, "action-button"), "aria-label": e.accessibility_label,
      on: {
        click: async () => {
          if (!(await confirmFirst(e.confirm, env.world))) return;
          if (e.url) window.open(e.url, "_blank", "noopener,noreferrer");
          button.classList.add("busy");
          button.disabled = true;
          await env.act(block, e, { value: e.value });
          button.classList.remove("busy");
          button.disabled = false;
        },
      },
    }, plain(e.text));
    return button;
  },

  overflow(e, block, env) {
    const button = el("button", {
      type: "button", class: "button button-icon", "aria-label": t("moreOptions"), "aria-haspopup": "menu", "aria-expanded": "false", data: hooks(e, block, "overflow"),
      on: {
        click: () => openMenu(button, (e.options || []).map((o) => ({
          label: plain(o.text), description: plain(o.description), testid: "overflow-option", data: { value: o.value },
          run: async () => {
            if (!(await confirmFirst(e.confirm, env.world))) return;
            if (o.url) window.open(o.url, "_blank", "noopener,noreferrer");
            env.act(block, e, { value: o.value });
          },
        })), t("moreOptions")),
      },
    }, icon("more"));
    return button;
  },

  static_select(e, block, env) {
    const all = options(e);
    const key = env.form.get(block.block_id, e.action_id) ?? e.initial_option?.value;
    return select(e, block, env, {
      current: all.find((o) => o.key === key),
      load: (q) => ({ options: all.filter((o) => matches(o, q)) }),
      stored: (o) => o.key,
    });
  },

  external_select(e, block, env) {
    const kept = env.form.get(block.block_id, e.action_id);
    const current = kept ? { key: kept.value, label: kept.text } : e.initial_option && { key: e.initial_option.value, label: plain(e.initial_option.text) };
    return select(e, block, env, {
      current,
      minQuery: e.min_query_length ?? 3,
      remote: true,
      load: async (q) => {
        const answer = await env.suggest(block, e, q);
        if (!answer.outcome?.ok) return { error: answer.outcome?.shown || t("optionsFailed") };
        return { options: options(answer) };
      },
      stored: (o) => ({ value: o.key, text: o.label }),
    });
  },

  users_select(e, block, env) {
    const key = env.form.get(block.block_id, e.action_id) ?? e.initial_user;
    const current = key && { key, label: env.world.user(key)?.name || key };
    const all = () => env.people().map((u) => ({ key: u.id, label: u.real_name || u.name, note: u.title }));
    return select(e, block, env, { current, load: (q) => ({ options: all().filter((o) => matches(o, q)) }), stored: (o) => o.key });
  },

  radio_buttons(e, block, env) {
    const key = env.form.get(block.block_id, e.action_id) ?? e.initial_option?.value;
    const name = `${env.key}/${block.block_id}/${e.action_id}`;
    return el("div", { class: "choices", role: "radiogroup", ...names(env, t("choose")), data: hooks(e, block, "radio-buttons") }, (e.options || []).map((o) =>
      choice(o, env, el("input", {
        type: "radio", name, value: o.value, checked: o.value === key,
        on: { change: () => chosen(e, block, env, o.value, { value: o.value }) },
      }))));
  },

  checkboxes(e, block, env) {
    const kept = env.form.get(block.block_id, e.action_id) ?? (e.initial_options || []).map((o) => o.value);
    const now = new Set(kept);
    return el("div", { class: "choices", role: "group", ...names(env, t("choose")), data: hooks(e, block, "checkboxes") }, (e.options || []).map((o) => {
      const input = el("input", {
        type: "checkbox", value: o.value, checked: now.has(o.value),
        on: {
          change: async () => {
            if (input.checked) now.add(o.value); else now.delete(o.value);
            const values = (e.options || []).map((x) => x.value).filter((v) => now.has(v));
            await chosen(e, block, env, values, { values });
          },
        },
      });
      return choice(o, env, input);
    }));
  },

  file_input: (e, block, env) => fileInput(e, block, env, names(env, t("chooseFile"))),
  datepicker: (e, block, env) => native(e, block, env, "date", e.initial_date),
  timepicker: (e, block, env) => native(e, block, env, "time", e.initial_time),
  email_text_input: (e, block, env) => textInput(e, block, env, "email"),
  url_text_input: (e, block, env) => textInput(e, block, env, "url"),
  number_input: (e, block, env) => textInput(e, block, env, "text"),
  plain_text_input: (e, block, env) => textInput(e, block, env, "text"),
};

function options(e) {
  const flat = (list, group) => (list || []).map((o) => ({ key: o.value, label: plain(o.text), note: plain(o.description), group }));
  if (e.option_groups?.length) return e.option_groups.flatMap((g) => flat(g.options, plain(g.label)));
  return flat(e.options);
}

const matches = (o, q) => `${o.label} ${o.note || ""}`.toLowerCase().includes(q.toLowerCase());

function select(e, block, env, { current, load, stored, minQuery, remote }) {
  return picker({
    placeholder: plain(e.placeholder), current, load, minQuery, remote,
    testid: e.type.replace("_", "-"), data: { actionId: e.action_id, blockId: block.block_id },
    label: plain(e.placeholder) || t("choose"), labelledby: env.labelId, describedby: env.describedBy, initialFocus: e.focus_on_load,
    choose: (o) => chosen(e, block, env, stored(o), { value: o.key }),
  });
}

function choice(o, env, input) {
  return el("label", { class: "choice" }, input, el("span", null,
    el("span", { class: "choice-label" }, textObject(o.text, env.world)),
    o.description ? el("span", { class: "choice-note" }, textObject(o.description, env.world)) : null));
}

// The browser's own date and time fields: they know the keyboard and the locale.
function native(e, block, env, type, initial) {
  const input = el("input", {
    type, class: "input input-short", value: env.form.get(block.block_id, e.action_id) ?? initial ?? "", data: hooks(e, block, type + "picker"), autofocus: e.focus_on_load,
    ...names(env, plain(e.placeholder) || t("choose")),
    on: { change: () => chosen(e, block, env, input.value || null, { value: input.value }) },
  });
  return input;
}

function textInput(e, block, env, type) {
  const tag = e.multiline ? "textarea" : "input";
  const input = el(tag, {
    class: "input", type: tag === "input" ? type : null, rows: e.multiline ? 4 : null, maxlength: e.max_length, autocomplete: "off", autofocus: e.focus_on_load,
    inputmode: e.type === "number_input" ? "decimal" : null,
    placeholder: plain(e.placeholder), value: env.form.get(block.block_id, e.action_id) ?? e.initial_value ?? "", data: hooks(e, block, "text-input"),
    ...names(env, plain(e.placeholder)),
    on: {
      input: () => env.form.set(block.block_id, e.action_id, input.value),
      keydown: (k) => {
        if (k.key === "Enter" && !e.multiline && block.dispatch_action) env.act(block, e, { value: input.value });
      },
    },
  });
  return input;
}
