// How the counter stands, as far as this page knows, and what may be done there now.

import { element, login } from "./desk_known.js";

const ALLOWED = JSON.parse(document.body.dataset.commands);
const OF_TICKET = new Set(Object.values(ALLOWED).flat());

// view: the counter as the server last told it, or as our own last command left it. offset_ms: how far the
// server's clock is ahead of this machine's. busy: a command is on its way. resting: the command that was just
// done, and is not done again for a moment.
export const desk = { view: null, offset_ms: 0, busy: true, resting: "" };

export function stands(ticket) {
  return ticket !== null && ticket.state in ALLOWED;
}

export function isMine() {
  return desk.view !== null && desk.view.login === login;
}

export function may(name) {
  if (!isMine() || desk.resting === name) return false;
  const { ticket, paused_reason } = desk.view;
  if (name === "undo") return !element("undo").hidden;
  if (name === "pause" || name === "next") {
    if (paused_reason !== null) return false;
  }
  if (name === "go-on") return paused_reason !== null;
  return !OF_TICKET.has(name) || ALLOWED[ticket?.state ?? "empty"].includes(name);
}

export function enable() {
  for (const button of document.querySelectorAll("button[data-command]")) {
    const name = button.dataset.command;
    button.disabled = !may(name) || (desk.busy && name === "next");
  }
  element("outcomes").disabled = !may("finish");
}
