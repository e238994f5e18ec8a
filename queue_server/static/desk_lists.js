// Who waits, who is held, who missed the call, who has an appointment: and what may be done with each of them.

import {
  appointment,
  element,
  login,
  minutesSince,
  priorityClass,
  REGULAR,
  service,
  show,
  timeOf,
} from "./desk_known.js";
import { pressedTwice } from "./desk_twice.js";
import { say, setText } from "./live.js";

const ACTS = {
  waiting: ["edit", "cancel"],
  held: ["resume", "cancel"],
  missed: ["rejoin"],
  booked: ["check-in", "cancel"],
};
const LABELS = {
  edit: "act_edit",
  cancel: "act_cancel",
  resume: "act_resume",
  rejoin: "act_rejoin",
  "check-in": "act_check_in",
};
const MOST_LISTED = 50; // the server lists no more

const tabs = [...document.querySelectorAll('[role="tab"]')];
const list = element("list");
const rows = new Map();
let shown = "waiting";
let lastView = null;
let onAct = () => {};

export function drawLists(view) {
  lastView = view;
  for (const tab of tabs) {
    const tickets = view[tab.dataset.list];
    setText(tab.querySelector("b"), tickets.length < MOST_LISTED ? tickets.length : `${MOST_LISTED}+`);
  }
  show(element("whole"), shown === "waiting");
  const tickets = [...view[shown]];
  if (shown === "held") tickets.sort((a, b) => (b.held_by === login) - (a.held_by === login));
  const ids = tickets.map((ticket) => `${shown} ${ticket.public_id}`);
  for (const id of rows.keys()) if (!ids.includes(id)) rows.delete(id);
  const items = tickets.map((ticket, place) => {
    const row = rows.get(ids[place]) ?? newRow();
    rows.set(ids[place], row);
    fillRow(row, ticket, view);
    return row;
  });
  place(items.length ? items : [nobody()]);
}

function place(items) {
  const same = items.length === list.children.length && items.every((item, at) => item === list.children[at]);
  if (same) return;
  const focused = document.activeElement;
  list.replaceChildren(...items);
  if (focused.isConnected && list.contains(focused)) focused.focus();
}

function nobody() {
  const item = document.createElement("li");
  item.className = "row-empty second";
  item.textContent = say("list_empty");
  return item;
}

function newRow() {
  const row = document.createElement("li");
  row.innerHTML =
    '<p class="row-head"><b class="row-number"></b> <span class="class"></span></p><p class="row-about"></p>';
  const acts = document.createElement("div");
  acts.className = "row-acts";
  for (const name of ACTS[shown]) {
    const button = document.createElement("button");
    button.className = "tool";
    button.dataset.act = name;
    acts.append(button);
  }
  row.append(acts);
  return row;
}

function fillRow(row, ticket, view) {
  row.ticket = ticket;
  const one = priorityClass(ticket.priority);
  setText(row.querySelector(".row-number"), ticket.number);
  setText(row.querySelector(".class"), one.id === REGULAR ? "" : one.name_vi);
  setText(row.querySelector(".row-about"), about(ticket, view));
  for (const button of row.querySelectorAll("button")) {
    const name = button.dataset.act;
    if (!("armed" in button.dataset)) setText(button, say(LABELS[name]));
    button.setAttribute("aria-label", `${button.textContent} ${ticket.number}`);
    const others = shown === "held" && ticket.held_by !== login;
    show(button, !(name === "resume" && others));
    button.disabled = view.login !== login || (name === "resume" && view.ticket !== null);
  }
}

function about(ticket, view) {
  const parts = [service(ticket.service_id).name];
  if (ticket.slot_ms !== null) parts.push(appointment(ticket));
  if (shown === "waiting") parts.push(say("waited", { n: minutesSince(ticket.arrived_at_ms, view.now_ms) }));
  if (shown === "held") {
    if (ticket.held_by !== login) parts.push(say("held_by", { name: nameOf(ticket.held_by, view) }));
    parts.push(say("until", { time: timeOf(ticket.held_until_ms) }));
  }
  if (shown === "missed") parts.push(say("missed_at", { time: timeOf(ticket.called_at_ms) }));
  const [kind, to] = ticket.sent_to.split(":");
  if (kind === "counter") parts.push(say("sent_to_counter", { to }));
  if (kind === "staff") parts.push(say("sent_to_person", { to: nameOf(to, view) }));
  return parts.join(" · ");
}

function nameOf(staff, view) {
  return view.colleagues.find((one) => one.login === staff)?.name ?? staff;
}

function press(button, event) {
  const { ticket } = button.closest("li");
  const name = button.dataset.act;
  if (name === "cancel" && !pressedTwice(button, event)) return;
  if (!button.matches(":focus-visible")) button.blur();
  onAct(name, ticket);
}

function choose(tab) {
  shown = tab.dataset.list;
  for (const one of tabs) {
    one.setAttribute("aria-selected", String(one === tab));
    one.tabIndex = one === tab ? 0 : -1;
  }
  list.setAttribute("aria-labelledby", tab.id);
  list.scrollTop = 0;
  if (lastView) drawLists(lastView);
}

export function focusLists() {
  tabs.find((tab) => tab.dataset.list === shown).focus();
}

export function listenToLists(act) {
  onAct = act;
  for (const tab of tabs) {
    tab.addEventListener("click", () => {
      choose(tab);
      if (!tab.matches(":focus-visible")) tab.blur();
    });
  }
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) press(button, event);
  });
  list.closest("aside").addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (!key.startsWith("Arrow") || !target.matches("[role=tab], .rows button")) return;
    event.preventDefault();
    const forward = key === "ArrowRight" || key === "ArrowDown";
    if (target.matches("[role=tab]") && (key === "ArrowLeft" || key === "ArrowRight")) {
      const next = tabs[(tabs.indexOf(target) + (forward ? 1 : -1) + tabs.length) % tabs.length];
      next.focus();
      choose(next);
      return;
    }
    const buttons = list.querySelectorAll("button:not([hidden], :disabled)");
    const all = [tabs.find((tab) => tab.dataset.list === shown), ...buttons];
    all[Math.max(0, Math.min(all.length - 1, all.indexOf(target) + (forward ? 1 : -1)))].focus();
  });
}
