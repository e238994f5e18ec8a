// The counter: one key calls the next citizen, and whatever the network does, only one.

import { command } from "./ask.js";
import { follow, say, setText } from "./live.js";

const KEYS = { " ": "next", Enter: "next", r: "recall", s: "serve", f: "finish", v: "no-show" };
const ALLOWED = JSON.parse(document.body.dataset.commands);
const REST_MS = 700; // after a call: a second press within it is a slip of the hand, not another citizen
const MOST_AHEAD = 3; // keys pressed while a command is on its way

const counter = Number(document.body.dataset.counter);
const ownServices = document.body.dataset.services.split(" ");
const element = (id) => document.getElementById(id);
const buttons = [...document.querySelectorAll("[data-command]")];
let state = "empty";
let calledAt = null;
let clockOffset = 0;
let busy = false;
let resting = false;
let typedAhead = [];

function show(id, text) {
  const line = element(id);
  line.hidden = !text;
  setText(line, text);
}

function enable() {
  for (const button of buttons) {
    const name = button.dataset.command;
    button.disabled = busy || !ALLOWED[state].includes(name) || (name === "next" && resting);
  }
}

function showTicket(ticket) {
  state = ticket?.state in ALLOWED ? ticket.state : "empty";
  calledAt = state === "empty" ? null : ticket.called_at_ms;
  element("ticket").dataset.state = state;
  setText(element("number"), state === "empty" ? "–" : ticket.number);
  const again = state === "called" && ticket.calls > 1;
  setText(element("state"), say(again ? "called_again" : state, { n: ticket?.calls }));
  tick();
  enable();
}

function tick() {
  const seconds = calledAt === null ? null : Math.max(0, Math.round((Date.now() + clockOffset - calledAt) / 1000));
  const two = (count) => String(count).padStart(2, "0");
  setText(element("since"), seconds === null ? "" : `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`);
}

function rest() {
  resting = true;
  setTimeout(() => {
    resting = false;
    enable();
  }, REST_MS);
}

async function run(name) {
  if (busy) {
    if (name !== "next" && typedAhead.length < MOST_AHEAD) typedAhead.push(name);
    return;
  }
  if (!ALLOWED[state].includes(name) || (name === "next" && resting)) return;
  busy = true;
  enable();
  show("trouble", "");
  show("note", "");
  try {
    const answer = await command(`/api/counters/${counter}/${name}`, {}, () => show("trouble", say("retrying")));
    show("trouble", "");
    showTicket(answer.ticket);
    if (name === "next" && !answer.ticket) show("note", say("nobody"));
    if (name === "next") rest();
  } catch (refused) {
    show("trouble", refused.message);
    typedAhead = [];
  }
  busy = false;
  enable();
  const following = typedAhead.shift();
  if (following) run(following);
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    button.blur(); // else the next Space would press this button again instead of calling
    run(button.dataset.command);
  });
}

document.addEventListener("keydown", (event) => {
  const elsewhere = event.target.closest("input, select, button, a");
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || elsewhere) return;
  const name = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!name) return;
  event.preventDefault();
  run(name);
});

element("close").addEventListener("click", async () => {
  try {
    await command(`/api/counters/${counter}/close`);
    location.assign("/staff");
  } catch (refused) {
    show("trouble", refused.message);
  }
});

element("issue").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const ticket = await command("/api/tickets", { service_id: form.service_id.value }, () =>
      show("issued", say("retrying")),
    );
    show("issued", say("issued", { number: ticket.number }));
  } catch (refused) {
    show("issued", refused.message);
  }
  button.disabled = false;
  form.service_id.blur();
  button.blur();
});

follow(
  (view) => {
    clockOffset = view.now_ms - Date.now();
    for (const count of document.querySelectorAll("[data-waiting]")) {
      setText(count, view.waiting[count.dataset.waiting] ?? 0);
    }
    setText(element("waiting-here"), ownServices.reduce((sum, id) => sum + (view.waiting[id] ?? 0), 0));
    const here = view.counters.find((one) => one.number === counter);
    if (busy || !here) return; // our own command is on its way and knows better
    const { ticket_number: number, ticket_state, called_at_ms, calls } = here;
    showTicket(number && { number, state: ticket_state, called_at_ms, calls });
  },
  (up) => {
    if (!up) show("note", say("offline"));
    else if (element("note").textContent === say("offline")) show("note", "");
  },
);
setInterval(tick, 1000);
