// The cards of the kiosks' idle screen: each press is one command, then the list is drawn anew by the server.

import { Refused, command, sendUnsent } from "./ask.js";
import { pressedTwice } from "./desk_twice.js";
import { say, setText } from "./live.js";
import { openForm } from "./playlist_form.js";
import { draw } from "./playlist_preview.js";

const HALL = "hall-status"; // stands for a card in the round

const byId = (id) => document.getElementById(id);
const rows = () => [...document.querySelectorAll("#cards > li")];
const cardOf = (row) => JSON.parse(row.dataset.card);
let looked = null; // the card the preview shows
let busy = false;

// ---- the preview: what is shown today, and whichever card is looked at ----

function round() {
  const today = rows().filter((row) => row.dataset.standing === "shown").map((row) => row.dataset.id);
  return byId(HALL).checked ? [...today, HALL] : today;
}

function show(id) {
  const today = round();
  const row = rows().find((one) => one.dataset.id === id);
  looked = row || (id === HALL && today.includes(HALL)) ? id : (today[0] ?? null);
  const seen = rows().find((one) => one.dataset.id === looked);
  draw(byId("look"), looked === HALL ? "hall" : seen && cardOf(seen));
  const n = today.indexOf(looked) + 1;
  const place = n ? say("place", { n, all: today.length }) : say(seen ? "not_shown" : "nothing");
  setText(byId("place"), place);
  for (const one of rows()) one.toggleAttribute("data-looked", one === seen);
  for (const turn of document.querySelectorAll("[data-turn]")) turn.disabled = !today.some((one) => one !== looked);
}

function turn(by) {
  const today = round();
  const at = today.indexOf(looked);
  show(at < 0 ? today[0] : today[(at + by + today.length) % today.length]);
}

// ---- commands ----

// The refusal in words, "" once it is done.
async function send(path, order) {
  if (busy) return null;
  busy = true;
  tell("sending");
  try {
    await command(`/api/playlist/${path}`, order, () => tell("retrying"));
    tell("saved");
    return "";
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    tell("");
    return refused.message;
  } finally {
    busy = false;
  }
}

function tell(key, trouble = "") {
  setText(byId("status"), key && say(key));
  setText(byId("trouble"), trouble);
  byId("trouble").hidden = !trouble;
}

async function run(path, order) {
  const refusal = await send(path, order);
  if (refusal === null) return;
  await drawAnew();
  if (refusal) tell("", refusal);
}

async function drawAnew() {
  let page;
  try {
    const answer = await fetch("/playlist");
    if (!answer.ok) return;
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // it is saved all the same; the next press draws it
  }
  const focused = document.activeElement;
  const { act, add } = focused.dataset ?? {};
  const index = rows().indexOf(focused.closest?.("li[data-id]"));
  const id = rows()[index]?.dataset.id;
  const isIn = byId("board").contains(focused);
  byId("board").replaceChildren(...page.getElementById("board").childNodes);
  show(looked);
  if (!isIn) return;
  const row = rows().find((one) => one.dataset.id === id) ?? rows()[Math.min(index, rows().length - 1)];
  const same = act && row?.querySelector(`[data-act="${act}"]:not(:disabled)`);
  const other = row?.querySelector('[data-act="edit"]');
  const again = add ? document.querySelector(`[data-add="${add}"]`) : focused.id && byId(focused.id);
  (same || other || again || document.querySelector("[data-add]")).focus();
}

// ---- presses ----

const DEEDS = {
  up: (row) => move(row, -1),
  down: (row) => move(row, 1),
  edit: (row) => edit(cardOf(row), row.dataset.tag),
  remove: (row, button, event) => pressedTwice(button, event) && run(`cards/${row.dataset.id}/remove`),
};

function move(row, by) {
  const ids = rows().map((one) => one.dataset.id);
  const at = ids.indexOf(row.dataset.id);
  [ids[at], ids[at + by]] = [ids[at + by], ids[at]];
  run("order", { card_ids: ids });
}

async function edit(card, seen) {
  const saved = await openForm(card, (written) =>
    card.id ? send(`cards/${card.id}/change`, { card: written, seen }) : send("cards", { card: written }),
  );
  if (!saved) return;
  await drawAnew();
  show(card.id ?? rows().at(-1)?.dataset.id);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const row = event.target.closest("#cards > li");
  if (row) show(row.dataset.id);
  if (!button) return;
  const { act, add, turn: by } = button.dataset;
  if (act) DEEDS[act](row, button, event);
  else if (add) edit({ kind: add, shown_s: 15 });
  else if (by) turn(Number(by));
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("#cards > li");
  if (row && row.dataset.id !== looked) show(row.dataset.id);
});

document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.id === HALL) {
    looked = box.checked ? HALL : null;
    run("hall-status", { shown: box.checked });
  } else if (box.dataset.act === "switch") {
    run(`cards/${box.closest("li").dataset.id}/switch`, { on: box.checked });
  }
});

show(null);
sendUnsent(() => tell("retrying")).catch((refused) => tell("", refused.message));
