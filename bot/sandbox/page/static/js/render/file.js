// A file that a modal asks for. It goes to the workspace as soon as it is
// chosen, as in Slack; the modal holds its id and its name.
import { el, iconButton, replace } from "../dom.js";
import { t } from "../i18n.js";

// fileInput draws a file_input. The browser's own control stays in the page,
// unseen: it takes the keyboard and is read aloud, and its label is the button.
export function fileInput(e, block, env, names) {
  const most = e.max_files || 10;
  const kept = () => env.form.get(block.block_id, e.action_id) || [];
  const list = el("div", { class: "uploads", data: { testid: "file-list" } });
  const note = el("div", { class: "upload-note", role: "status", data: { testid: "file-note" } });
  const input = el("input", {
    type: "file", class: "upload-native", multiple: most > 1, accept: (e.filetypes || []).map((type) => "." + type).join(",") || null,
    data: { testid: "file-input", actionId: e.action_id, blockId: block.block_id }, ...names, on: { change: () => take([...input.files]) },
  });
  const node = el("div", { class: "upload" }, el("label", { class: "button" }, input, t(most > 1 ? "chooseFiles" : "chooseFile")), list, note);

  function draw() {
    replace(list, kept().map((f) => el("span", { class: "upload-chosen", data: { testid: "file-chosen" } }, el("span", null, f.name),
      iconButton("close", t("removeFile", { name: f.name }), { on: { click: () => { keep(kept().filter((other) => other.id !== f.id)); input.focus(); } } }))));
  }

  function keep(files) {
    env.form.set(block.block_id, e.action_id, files);
    draw();
  }

  async function take(files) {
    input.value = ""; // the same file may be chosen again once it was mended
    if (!files.length) return;
    const submit = node.closest("dialog")?.querySelector("[data-testid=modal-submit]");
    if (submit) submit.disabled = true;
    note.textContent = t("uploading");
    let words = "";
    for (const file of files.slice(0, most)) {
      try {
        const taken = await env.upload(file.name, await base64(file));
        keep([...kept(), { id: taken.file.id, name: taken.file.name }].slice(-most));
      } catch (error) {
        words = error.message;
      }
    }
    note.textContent = words;
    if (submit) submit.disabled = false;
  }

  draw();
  return node;
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(new Error(t("unreadable")));
    reader.readAsDataURL(file);
  });
}
