// How the kiosks are, kept true without reloading the page; parked entries are filed away with one press.

import { Refused, command, sendUnsent } from "./ask.js";
import { say, setText } from "./live.js";

const EVERY_MS = 10000;
const byId = (id) => document.getElementById(id);
const board = byId("board");
let drawn = board.innerHTML; // as the server sent it: what is opened here changes the page itself
let busy = false;

function tell(key, trouble = "") {
  setText(byId("status"), key && say(key));
  setText(byId("trouble"), trouble);
  byId("trouble").hidden = !trouble;
}

async function look() {
  try {
    const answer = await fetch(location.href, { cache: "no-store", redirect: "error" });
    if (!answer.ok) return void tell("", answer.status === 401 ? say("logged_out") : say("stale"));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("board");
    if (byId("trouble").textContent === say("stale")) tell("");
    if (fresh.innerHTML === drawn) return;
    drawn = fresh.innerHTML;
    const held = board.contains(document.activeElement) ? document.activeElement.dataset.seen : undefined;
    const open = new Set([...board.querySelectorAll("details[open]")].map((one) => one.dataset.name));
    for (const one of fresh.querySelectorAll("details")) one.open = open.has(one.dataset.name);
    board.replaceChildren(...fresh.childNodes);
    if (held) (board.querySelector(`[data-seen="${held}"]`) ?? board.querySelector("[data-seen]"))?.focus();
  } catch {
    tell("", say("stale")); // what stands here was true once; nobody should take it for now
  }
}

async function file(path) {
  if (busy) return;
  busy = true;
  tell("sending");
  let refusal = "";
  try {
    await command(path, {}, () => tell("retrying"));
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    refusal = refused.message;
  } finally {
    busy = false;
  }
  await look();
  tell(refusal ? "" : "filed", refusal);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-seen]");
  if (button) file(button.dataset.seen);
});

setInterval(() => {
  if (!document.hidden && !busy) look();
}, EVERY_MS);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look();
});
sendUnsent(() => tell("retrying")).catch((refused) => tell("", refused.message));
