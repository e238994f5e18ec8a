// Do what was pressed, once, and look again: after our own commands, and when the hall says that something changed.

import { command } from "./ask.js";
import { counter, element } from "./desk_known.js";
import { drawLists } from "./desk_lists.js";
import { drawNow } from "./desk_now.js";
import { drawGoals } from "./desk_panel.js";
import { desk, enable, isMine, may, stands } from "./desk_state.js";
import { note, offerUndo, tellDone, trouble } from "./desk_told.js";
import { say, setText } from "./live.js";

const OF_ROW = ["cancel", "rejoin", "check-in", "transfer", "priority"]; // done with a ticket of a list
const OF_NOBODY = ["issue", "from-paper"]; // about no ticket that this page shows
const OF_COUNTER = ["pause", "go-on"];
const REST_MS = 700; // after a call: a second press within it is a slip of the hand, not another citizen
const LOOK_EVERY_MS = 1000;
const MOST_AHEAD = 3; // keys pressed while a command is on its way

const closeLabel = element("close").textContent;
let ahead = [];
let epoch = 0; // a look that a command overtook tells of the past
let timer = null;
let looked_ms = -LOOK_EVERY_MS;
let outcomeFor = "";

export function outcome() {
  return document.querySelector('[name="outcome"]:checked').value;
}

export async function look() {
  clearTimeout(timer);
  timer = null;
  looked_ms = performance.now();
  const begun = epoch;
  let fresh;
  try {
    const path = `/api/counters/${counter}?whole_hall=${element("whole-hall").checked}`;
    const answer = await fetch(path, { cache: "no-store" });
    if (answer.status === 401) location.assign("/login");
    if (!answer.ok) return;
    fresh = await answer.json();
  } catch {
    return; // the line to the hall is down as well, and says so; we look when it is back
  }
  if (begun !== epoch) return planLook();
  desk.view = fresh;
  desk.offset_ms = fresh.now_ms - Date.now();
  draw();
}

export function planLook() {
  timer ??= setTimeout(look, Math.max(0, looked_ms + LOOK_EVERY_MS - performance.now()));
}

// Send the command; whether it was done. about: the ticket of a list it is about, null: the one at the counter,
// which is the one that is seen there now, or was `seen` when a panel about it was opened.
export async function run(name, order = {}, about = null, seen = null) {
  if (desk.busy) {
    if (name !== "next" && ahead.length < MOST_AHEAD) ahead.push([name, order, about, seen]);
    return false;
  }
  if (!about && !may(name)) return false;
  const before = desk.view.ticket;
  if (name === "next" && before && outcome() !== "done") {
    // Calling the next one finishes this one as done: what was chosen instead has to be told first.
    if (!(await run("finish", { outcome: outcome() })) || desk.view.ticket) return false;
  }
  desk.busy = true;
  epoch++;
  trouble("");
  note("");
  enable();
  const done = await send(name, order, about, seen);
  epoch++;
  if (!done || about || OF_COUNTER.includes(name)) await look();
  else planLook();
  desk.busy = false;
  enable();
  const following = ahead.shift();
  if (following) run(...following);
  return done;
}

async function send(name, order, about, seen) {
  const before = desk.view.ticket;
  const version = (about ?? before)?.version;
  const ticket = (seen ?? before)?.public_id ?? "";
  const path =
    name === "issue" ? "/api/tickets"
    : name === "from-paper" ? "/api/tickets/from-paper"
    : about && OF_ROW.includes(name) ? `/api/tickets/${about.public_id}/${name}`
    : `/api/counters/${counter}/${name}`;
  try {
    const answer = await command(path, { ...order, ticket, version }, () => trouble(say("retrying")));
    trouble("");
    take(name, answer, about, before);
    return true;
  } catch (refused) {
    trouble(refused.message);
    ahead = [];
    return false;
  }
}

function take(name, answer, about, before) {
  if (OF_COUNTER.includes(name)) return;
  if (OF_NOBODY.includes(name) || (about && name !== "resume")) return tellDone(name, answer, null);
  const { ticket } = answer;
  const here = stands(ticket) ? ticket : null;
  const why = here?.why ?? (here && here.public_id === before?.public_id ? before.why : null);
  desk.view = { ...desk.view, ticket: here && { ...here, why }, undo_until_ms: answer.undo_until_ms };
  if (name === "next" || name === "recall") rest(name);
  draw();
  tellDone(name, ticket, before);
}

function rest(name) {
  desk.resting = name;
  setTimeout(() => {
    desk.resting = "";
    enable();
  }, REST_MS);
}

function draw() {
  const { view } = desk;
  const part = view.ticket ? `${view.ticket.public_id} ${view.ticket.service_id}` : "";
  if (part !== outcomeFor) document.querySelector('[name="outcome"]').checked = true;
  outcomeFor = part;
  drawNow(view, desk.offset_ms);
  drawLists(view);
  drawGoals(view.colleagues);
  for (const item of document.querySelectorAll("[data-service]")) {
    item.classList.toggle("mine", view.service_ids.includes(item.dataset.service));
  }
  offerUndo(view.undo_until_ms, (view.undo_until_ms ?? 0) - Date.now() - desk.offset_ms);
  const close = element("close");
  if (!isMine()) trouble(say("not_mine"));
  else if (element("trouble").textContent === say("not_mine")) trouble("");
  if (!("armed" in close.dataset)) setText(close, isMine() ? closeLabel : say("choose_again"));
  enable();
}
