// The citizen at the counter, who is next and why, and whether the counter calls at all.

import { appointment, element, login, minutesSince, priorityClass, REGULAR, service, show } from "./desk_known.js";
import { why } from "./desk_why.js";
import { say, setText } from "./live.js";

export function drawNow(view, offset_ms) {
  const { ticket } = view;
  const mine = view.login === login;
  const paused = view.paused_reason !== null;
  const card = element("ticket");
  card.dataset.state = ticket?.state ?? "empty";
  card.classList.toggle("paused", paused && !ticket);
  setText(element("number"), ticket?.number ?? "–");
  setText(element("state"), stateOf(ticket, view));
  show(element("facts"), ticket);
  if (ticket) drawFacts(ticket);
  const sentence = why(ticket);
  show(element("why-here"), sentence);
  setText(element("why"), sentence);
  drawNext(view, mine);
  drawTime(view, offset_ms);
}

function stateOf(ticket, view) {
  const paused = view.paused_reason !== null && say("paused", { reason: view.paused_reason });
  if (!ticket) return paused || say("empty");
  const again = ticket.state === "called" && ticket.calls > 1;
  const state = say(again ? "called_again" : ticket.state, { n: ticket.calls });
  return paused ? `${state} · ${paused}` : state;
}

function drawFacts(ticket) {
  const now = service(ticket.service_id);
  setText(element("letter"), now.letter);
  setText(element("service"), now.name);
  const then = ticket.then_service_ids.map((id) => service(id).name).join(" → ");
  setText(element("then"), then);
  show(element("then-line"), then);
  const slot = appointment(ticket);
  setText(element("slot"), slot);
  show(element("slot"), slot);
  const one = priorityClass(ticket.priority);
  const asked = one.id !== REGULAR && !ticket.priority_checked;
  element("class-line").dataset.kind = one.id === REGULAR ? REGULAR : asked ? "unchecked" : "checked";
  setText(element("class"), one.name_vi);
  setText(element("checked"), one.id === REGULAR ? "" : say(asked ? "unchecked" : "checked"));
  const proof = asked && one.proof_vi && say("look_at", { proof: one.proof_vi });
  setText(element("proof"), proof || "");
  show(element("proof"), proof);
  show(element("confirm"), asked);
}

function drawNext(view, mine) {
  const { next } = view;
  const paused = view.paused_reason !== null;
  show(document.querySelector('[data-command="next"]'), !paused);
  show(document.querySelector('[data-command="go-on"]'), paused);
  show(document.querySelector('[data-command="pause"]'), !paused);
  element("coming").classList.toggle("nobody", !next);
  setText(element("coming-number"), next?.number ?? "–");
  setText(element("coming-why"), why(next));
  setText(element("coming-about"), next ? about(next, view.now_ms) : mine ? say("nobody") : "");
}

function about(ticket, now_ms) {
  const { name } = service(ticket.service_id);
  const one = priorityClass(ticket.priority);
  const waited = say("waited", { n: minutesSince(ticket.arrived_at_ms, now_ms) });
  return [one.id !== REGULAR && one.name_vi, name, appointment(ticket), waited].filter(Boolean).join(" · ");
}

// offset_ms: how far the server's clock is ahead of this machine's.
export function drawTime(view, offset_ms) {
  const from_ms = view?.ticket?.called_at_ms ?? null;
  const two = (count) => String(count).padStart(2, "0");
  const seconds = Math.max(0, Math.round((Date.now() + offset_ms - from_ms) / 1000));
  setText(element("since"), from_ms === null ? "" : `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`);
  setText(element("since-what"), from_ms === null ? "" : say("since_call"));
}

export function drawWhy(view) {
  const blocks = [view.ticket, view.next].filter((one) => why(one)).map((ticket) => {
    const block = document.createElement("div");
    const number = document.createElement("b");
    number.textContent = ticket.number;
    block.append(number, line(why(ticket), "vi"), line(why(ticket, "en"), "en"));
    return block;
  });
  const none = JSON.parse(document.body.dataset.why).none;
  element("why-all").replaceChildren(...(blocks.length ? blocks : [line(none.vi, "vi"), line(none.en, "en")]));
}

function line(text, language) {
  const made = document.createElement("p");
  made.lang = language;
  made.textContent = text;
  return made;
}
