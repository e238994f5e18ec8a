// The counter: one key calls the next citizen, and whatever the network does, only one.

import { command, sendUnsent } from "./ask.js";
import { counter, element, show } from "./desk_known.js";
import { look, outcome, planLook, run } from "./desk_do.js";
import { focusLists, listenToLists } from "./desk_lists.js";
import { drawTime, drawWhy } from "./desk_now.js";
import { listenToPanels, openPanel } from "./desk_panel.js";
import { listenToScanner } from "./desk_scan.js";
import { desk, enable, isMine, may } from "./desk_state.js";
import { trouble } from "./desk_told.js";
import { pressedTwice } from "./desk_twice.js";
import { follow, say, setText } from "./live.js";
import { hearRecovery } from "./recovery.js";

const KEYS = {
  " ": "next",
  enter: "next",
  r: "recall",
  s: "serve",
  f: "finish",
  v: "no-show",
  g: "hold",
  c: "transfer",
  t: "add-service",
  u: "priority",
  z: "undo",
  p: "pause",
  y: "why",
  n: "issue",
  q: "from-paper",
  l: "lists",
  "?": "keys",
};
const PANEL_OF = {
  hold: "hold",
  transfer: "transfer",
  "add-service": "add",
  priority: "priority",
  pause: "pause",
  why: "why",
  issue: "issue",
  "from-paper": "from-paper",
  keys: "keys",
};

function press(asked) {
  const name = asked === "pause" && may("go-on") ? "go-on" : asked;
  if (name === "lists") return focusLists();
  if (name === "finish") return run(name, { outcome: outcome() });
  if (!(name in PANEL_OF)) return run(name);
  if (!may(name)) return undefined;
  if (name === "why") drawWhy(desk.view);
  return openPanel(PANEL_OF[name], { ticket: desk.view.ticket });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".current button, .lists-head button");
  if (!button || button.id === "close") return;
  if (!button.matches(":focus-visible")) button.blur(); // else the next Space would press it again
  if (button.id === "confirm") run("priority", { priority: desk.view.ticket.priority });
  else press(button.dataset.command ?? button.dataset.panel);
});

document.addEventListener("change", (event) => {
  if (event.target.id === "whole-hall") look();
  if (event.target.closest("#outcomes, #whole") && !event.target.matches(":focus-visible")) event.target.blur();
});

document.addEventListener("keydown", (event) => {
  const { key, code, target } = event;
  if (document.querySelector("dialog[open]") || event.altKey || event.metaKey || event.repeat) return;
  if (event.ctrlKey && key.toLowerCase() !== "z") return;
  // An input method for Vietnamese may swallow the letter; the place of the key is left.
  const pressed = key === "Process" ? code.replace("Key", "").toLowerCase() : key.toLowerCase();
  if ((pressed === " " || pressed === "enter") && target.closest("input, button, a, label")) return;
  const chosen = document.querySelector(`#outcomes [data-key="${CSS.escape(pressed)}"]`);
  if (chosen && may("finish")) chosen.checked = true;
  else if (pressed in KEYS) press(KEYS[pressed]);
  else return;
  event.preventDefault();
});

element("close").addEventListener("click", async (event) => {
  if (!isMine()) return location.assign("/staff");
  if (!pressedTwice(event.currentTarget, event)) return;
  try {
    await command(`/api/counters/${counter}/close`);
    location.assign("/staff");
  } catch (refused) {
    trouble(refused.message);
  }
});

listenToPanels(run);
listenToScanner((scanned) => run("from-paper", { scanned }));
listenToLists((name, ticket) => {
  if (name === "edit") openPanel("edit", { about: ticket });
  else run(name, name === "resume" ? { public_id: ticket.public_id } : {}, ticket);
});
follow(
  (hall) => {
    if (!hearRecovery(hall)) return;
    for (const count of document.querySelectorAll("[data-waiting]")) {
      setText(count, hall.waiting[count.dataset.waiting] ?? 0);
    }
    planLook();
  },
  (up) => show(element("offline"), !up),
);
setInterval(() => drawTime(desk.view, desk.offset_ms), 1000);

let refusal = "";
try {
  await sendUnsent(() => trouble(say("retrying")));
} catch (refused) {
  refusal = refused.message;
}
trouble(refusal);
await look();
desk.busy = false;
if (desk.view) enable();
