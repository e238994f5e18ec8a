// The hall's large screen: whom we call now, who was called where, how many wait.

import { follow, say, setText } from "./live.js";

const EACH_CALL_MS = 4000; // each new call is seen alone for that long, also when two come at once
const STALE_MS = 60000; // what was called longer ago, while the line was down, is not called out again
const RECENT_SHOWN = 5;

const element = (id) => document.getElementById(id);
const timezone = document.body.dataset.timezone;
const timeOf = (options) => new Intl.DateTimeFormat("vi-VN", { timeZone: timezone, ...options });
const hourMinute = timeOf({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = timeOf({ weekday: "long", day: "2-digit", month: "2-digit", year: "numeric" });
let clockOffset = 0;
let known = null; // the calls of the state before this one
let pending = [];
let announcing = null;

function tick() {
  const now = Date.now() + clockOffset;
  setText(element("time"), hourMinute.format(now));
  setText(element("date"), day.format(now));
}

function announce(call, isNew) {
  const now = element("now");
  delete now.dataset.empty;
  setText(element("now-number"), call.ticket_number);
  element("now-number").toggleAttribute("data-long", call.ticket_number.length > 6);
  setText(element("now-counter"), call.counter_number);
  if (!isNew) return;
  now.classList.remove("fresh");
  void now.offsetWidth; // begin the flash anew
  now.classList.add("fresh");
}

function announceNext() {
  const call = pending.shift();
  announcing = call ? setTimeout(announceNext, EACH_CALL_MS) : null;
  if (call) announce(call, true);
}

function showCalls(calls, now) {
  const name = (call) => `${call.ticket_number} ${call.at_ms}`;
  const isNew = (call) => known && !known.has(name(call)) && now - call.at_ms < STALE_MS;
  pending.push(...calls.filter(isNew).reverse());
  known = new Set(calls.map(name));
  if (!calls.length) element("now").dataset.empty = ""; // a new day
  if (announcing === null && pending.length) announceNext();
  else if (announcing === null && calls.length) announce(calls[0], false);
  const list = calls.slice(0, RECENT_SHOWN).map((call) => {
    const item = document.createElement("li");
    for (const [name, text] of [
      ["ticket", call.ticket_number],
      ["to", `${document.querySelector(".place small").textContent} ${call.counter_number}`],
      ["at", hourMinute.format(call.at_ms)],
    ]) {
      const part = document.createElement("span");
      part.className = name;
      part.textContent = text;
      item.append(part);
    }
    return item;
  });
  element("recent").replaceChildren(...list);
}

function showCounter(counter) {
  const row = document.querySelector(`[data-counter="${counter.number}"]`);
  if (!row) return;
  const state = counter.ticket_state ?? (counter.open ? "ready" : "closed");
  row.dataset.state = state;
  setText(row.querySelector(".place-ticket"), counter.ticket_number ?? "");
  setText(row.querySelector(".place-state .vi"), say(state));
  setText(row.querySelector(".place-state small"), say(state, {}, "en"));
}

follow(
  (view) => {
    clockOffset = view.now_ms - Date.now();
    view.counters.forEach(showCounter);
    showCalls(view.recent_calls, view.now_ms);
    for (const count of document.querySelectorAll("[data-waiting]")) {
      setText(count, view.waiting[count.dataset.waiting] ?? 0);
    }
  },
  (up) => {
    const note = element("offline");
    if (!up && note.hidden) {
      const time = hourMinute.format(Date.now() + clockOffset);
      note.textContent = `${say("offline", { time })} · ${say("offline", { time }, "en")}`;
    }
    note.hidden = up;
  },
);
tick();
setInterval(tick, 1000);
