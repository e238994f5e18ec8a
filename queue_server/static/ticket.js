// Keep the citizen's page true: look again when the hall changed, while the page is on the screen.

import { follow } from "./live.js";

const REST_MS = 2000; // a busy hall changes all the time: one look within it is enough

const stale = document.getElementById("stale");
let hall = null; // as the server last told it, all but the clock
let seen = null; // the hall this page was drawn for
let timer = null;
let lookedAt = -REST_MS;
let stop = null;

function plan() {
  if (timer !== null || hall === seen) return;
  timer = setTimeout(look, Math.max(0, lookedAt + REST_MS - performance.now()));
}

async function look() {
  const wanted = hall;
  lookedAt = performance.now();
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    show(new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("turn"));
    seen = wanted;
    stale.hidden = true;
  } catch {
    stale.hidden = false; // the next state that comes, changed or not, is a reason to look again
  }
  timer = null;
  if (seen === wanted) plan();
}

function show(fresh) {
  const shown = document.getElementById("turn");
  if (!fresh || fresh.innerHTML === shown.innerHTML) return;
  if (fresh.dataset.state === "called") navigator.vibrate?.([400, 200, 400]);
  shown.dataset.state = fresh.dataset.state;
  shown.replaceChildren(...fresh.childNodes);
}

function attend() {
  stop?.(); // a phone in a pocket holds no line open
  stop = document.hidden
    ? null
    : follow(
        (view) => {
          hall = JSON.stringify({ ...view, now_ms: 0 });
          plan();
        },
        (up) => {
          if (!up) stale.hidden = false;
          else if (hall === seen) stale.hidden = true;
        },
      );
}

document.addEventListener("visibilitychange", attend);
attend();
