// The page starts here.
import { el } from "./dom.js";
import { changed, on, state } from "./state.js";
import { follow, go, permalink, placeFromAddress, reload } from "./store.js";
import { startBar } from "./clock.js";
import { startSidebar } from "./sidebar.js";
import { startChannel, startThread } from "./panes.js";
import { startModal } from "./modal.js";
import { startPanel } from "./panel/panel.js";
import { toast } from "./toast.js";
import { t } from "./i18n.js";

const $ = (id) => document.getElementById(id);

startBar($("bar"));
startSidebar($("nav"));
startChannel($("channel"));
startThread($("thread"));
startPanel($("panel"));
startModal();

const shade = el("div", { class: "shade", on: { click: () => { state.navOpen = false; changed("nav"); } } });
document.body.append(shade);
on("nav", () => document.body.classList.toggle("nav-open", state.navOpen));
$("nav").setAttribute("aria-label", t("nav"));
document.querySelector(".skip").textContent = t("skip");

// Links to messages of this workspace stay in the page.
document.addEventListener("click", (e) => {
  const a = e.target.closest?.("a.link");
  const to = a && permalink(a.href);
  if (!to || !state.channels.some((c) => c.id === to.id)) return;
  e.preventDefault();
  go(to);
  show(to.focus);
});

// show brings a linked message into view once it is there.
function show(ts, tries = 20) {
  const node = [...document.querySelectorAll("[data-testid=message]")].reverse().find((n) => n.dataset.ts === ts);
  if (node) {
    node.scrollIntoView({ block: "center" });
    node.classList.add("found");
    node.focus({ preventScroll: true });
  } else if (tries > 0) setTimeout(() => show(ts, tries - 1), 100);
}

const start = placeFromAddress();
if (start) { state.place = start; state.thread = start.thread || ""; }
state.panelOpen = new URLSearchParams(location.search).has("panel");
state.panelTab = new URLSearchParams(location.search).get("panel") || "mail";

follow();
try {
  await reload();
  if (start?.focus) show(start.focus);
} catch (error) {
  toast(error.message, "error");
}
changed("panel", "connection");
