// The line that tells what a command did, what went wrong, and for ten seconds offers to take it back.

import { element, service, show } from "./desk_known.js";
import { say, setText } from "./live.js";

const UNDO_MS = Number(document.body.dataset.undoMs);
const DID = {
  next: "did_next",
  recall: "did_recall",
  serve: "did_serve",
  finish: "did_finish",
  "no-show": "did_no_show",
  hold: "did_hold",
  resume: "did_resume",
  transfer: "did_transfer",
  "add-service": "did_add",
  priority: "did_priority",
  undo: "did_undo",
  cancel: "did_cancel",
  rejoin: "did_rejoin",
  "check-in": "did_check_in",
  issue: "issued",
};
let offered = null;
let withdraw = null;

export function trouble(text) {
  show(element("trouble"), text);
  setText(element("trouble"), text);
}

export function note(text) {
  show(element("note"), text);
  setText(element("note"), text);
}

// What `name` did. ticket: as it is after it; before: the one that stood at the counter.
export function tellDone(name, ticket, before) {
  const same = ticket && before && ticket.public_id === before.public_id;
  const goesOn = same && (name === "next" || name === "finish") && ticket.state !== "finished";
  if (name === "from-paper") return note(say(ticket.is_new ? "took_paper" : `is_${ticket.state}`, { number: ticket.number }));
  if (name === "next" && !ticket) return note(say("nobody"));
  if (goesOn) {
    const details = { number: ticket.number, service: service(ticket.service_id).name };
    return note(say(ticket.state === "serving" ? "goes_on_here" : "goes_on_elsewhere", details));
  }
  note(name in DID ? say(DID[name], { number: ticket?.number ?? "" }) : "");
}

// Offer to take the last command back until `until_ms`, which is `left_ms` from now; null: nothing to take back.
export function offerUndo(until_ms, left_ms) {
  if (until_ms === offered) return;
  offered = until_ms;
  clearTimeout(withdraw);
  const bar = element("undo-left");
  for (const running of bar.getAnimations()) running.cancel();
  const left = until_ms === null ? 0 : Math.min(UNDO_MS, left_ms);
  show(element("undo"), left > 0);
  if (left <= 0) return;
  const scale = (part) => ({ transform: `scaleX(${part})` });
  bar.animate([scale(left / UNDO_MS), scale(0)], { duration: left, fill: "forwards" });
  withdraw = setTimeout(() => show(element("undo"), false), left);
}
