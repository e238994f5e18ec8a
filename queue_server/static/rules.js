// The hall's rules: one form, of which each part that was changed is sent for itself, once, with a key.

import { newKey } from "./ask.js";
import { say, setText } from "./live.js";

const PAUSES_MS = [500, 1500];

const form = document.getElementById("rules");
const status = document.getElementById("status");
const save = form.querySelector("[type=submit]");
const hours = document.getElementById("hours");
const parts = [...form.querySelectorAll("[data-part]")];
const was = new Map();
let saving = false;

const field = (part, name) => part.querySelector(`[name="${name}"]`);
const text = (part, name) => field(part, name).value;
const number = (part, name) => (text(part, name) === "" ? null : Number(text(part, name)));
const ticked = (part, name) => [...part.querySelectorAll(`[name="${name}"]:checked`)].map((box) => box.value);
const intervals = (part) =>
  [...part.querySelectorAll('[data-list="interval"] > li')].map((row) => ({ start: text(row, "start"), end: text(row, "end") }));

const READ = {
  rules(part) {
    const rules = JSON.parse(part.dataset.now);
    rules.policy.rule = ticked(part, "rule")[0];
    rules.policy.max_overtakes = number(part, "max_overtakes");
    rules.policy.max_wait_min = number(part, "max_wait_min");
    for (const one of rules.policy.classes) {
      const row = part.querySelector(`[data-class="${CSS.escape(one.id)}"]`);
      one.on = field(row, "on")?.checked ?? true;
      one.credit_min = number(row, "credit_min");
      one.rate = number(row, "rate");
      one.proof_vi = field(row, "proof_vi")?.value.trim().normalize("NFC") ?? one.proof_vi;
    }
    for (const name of ["late_min", "slot_min", "book_days_ahead"]) rules[name] = number(part, name);
    rules.comes_back = { within_min: number(part, "within_min"), times: number(part, "times") };
    rules.hours = hours.disabled
      ? null
      : {
          intervals: intervals(hours),
          weekdays: ticked(hours, "weekday").map(Number),
          closed_on: [...hours.querySelectorAll('[name="closed_on"]')].map((day) => day.value),
        };
    return { rules };
  },
  service: (part) => ({
    limits: {
      typical_min: number(part, "typical_min"),
      most_a_day: number(part, "most_a_day"),
      slot_capacity: number(part, "slot_capacity"),
    },
  }),
  counter: (part) => ({ service_ids: ticked(part, "service"), shifts: intervals(part) }),
  staff: (part) => ({ service_ids: field(part, "all").checked ? null : ticked(part, "service") }),
};

const read = (part) => JSON.stringify(READ[part.dataset.part](part));
const changed = () => parts.filter((part) => read(part) !== was.get(part));

function look() {
  if (saving) return;
  const dirty = changed().length > 0;
  save.disabled = !dirty;
  setText(status, say(dirty ? "dirty" : "clean"));
  status.dataset.state = dirty ? "dirty" : "clean";
}

function complain(part, message) {
  const place = part.querySelector(":scope > .error");
  place.hidden = !message;
  setText(place, message);
  if (message) unfold(place);
}

function unfold(inside) {
  const folded = inside.closest("details");
  if (folded) folded.open = true;
}

// ---- what a browser cannot check by itself ----

function check() {
  for (const row of form.querySelectorAll('[data-list="interval"] > li')) {
    const [start, end] = [field(row, "start"), field(row, "end")];
    end.setCustomValidity(start.value && end.value && end.value <= start.value ? say("backwards") : "");
  }
  field(hours, "weekday").setCustomValidity(ticked(hours, "weekday").length ? "" : say("no_weekday"));
  return form.reportValidity();
}

form.addEventListener("invalid", (event) => unfold(event.target), true);

// ---- send ----

async function ask(path, request) {
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await fetch(path, request);
      if (answer.status < 500) {
        const text = await answer.text();
        return { text, tag: answer.headers.get("ETag"), refused: answer.ok ? "" : JSON.parse(text).message };
      }
    } catch {
      // no network, or an answer cut off: the same key asks again, and it is done once
    }
    if (attempt === PAUSES_MS.length) return null;
    await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[attempt]));
  }
}

// The tag of the rules this page was made of; the server changes no others.
async function tagOf(shown) {
  const there = await ask("/api/rules");
  return there && (there.text === shown ? there.tag : '"other"');
}

async function send(part) {
  const wanted = read(part);
  const order = JSON.parse(wanted);
  const headers = { "Content-Type": "application/json" };
  if (order.rules) {
    part.dataset.tag ||= (await tagOf(part.dataset.now)) ?? "";
    if (!part.dataset.tag) return say("unreachable");
    headers["If-Match"] = part.dataset.tag;
  }
  const body = JSON.stringify({ key: newKey(), ...order });
  const done = await ask(part.dataset.path, { method: "PUT", headers, body });
  if (!done) return say("unreachable");
  if (done.refused) return done.refused;
  if (order.rules) {
    part.dataset.now = JSON.stringify(order.rules);
    part.dataset.tag = done.tag;
  }
  was.set(part, wanted);
  return "";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (saving || !check()) return;
  saving = true;
  save.disabled = true;
  setText(status, say("saving"));
  let refused = 0;
  for (const part of changed()) {
    const message = await send(part);
    complain(part, message);
    if (message && !refused++) part.querySelector(":scope > .error").scrollIntoView({ block: "center" });
  }
  saving = false;
  look();
  setText(status, say(refused ? "some_refused" : "saved"));
  status.dataset.state = refused ? "refused" : "saved";
});

// ---- rows that come and go, and what hides what ----

form.addEventListener("click", (event) => {
  const { add, remove } = event.target.dataset;
  if (add) {
    const list = event.target.parentElement.querySelector(`[data-list="${add}"]`);
    list.append(document.getElementById(`new-${add}`).content.cloneNode(true));
    list.lastElementChild.querySelector("input").focus();
  } else if (remove !== undefined) {
    const list = event.target.closest("[data-list]");
    event.target.closest("li").remove();
    list.parentElement.querySelector("[data-add]").focus();
  }
  if (add || remove !== undefined) rowsChanged();
});

function rowsChanged() {
  for (const none of form.querySelectorAll(".none")) {
    none.hidden = none.parentElement.querySelector("[data-list]").children.length > 0;
  }
  look();
}

form.addEventListener("input", (event) => {
  const { name, value, checked } = event.target;
  if (name === "hours") hours.hidden = hours.disabled = value === "always";
  if (name === "all") event.target.closest("[data-part]").querySelector("[data-checks]").hidden = checked;
  look();
});

window.addEventListener("beforeunload", (event) => {
  if (changed().length > 0) event.preventDefault();
});

for (const part of parts) was.set(part, read(part));
