// The panels of the desk: one dialog at a time, opened by a key or a touch, closed by Esc, a choice, or outside it.

import { counter, element, login } from "./desk_known.js";
import { say, setText } from "./live.js";

const OF_TICKET = ["hold", "transfer", "add", "priority", "edit"];

let target = null; // the ticket of a list row that the panel is about; null is the one at the counter
let seen = null; // the ticket that stood at the counter when the panel was opened
let byKeyboard = false; // whether the panel was opened from a button that had the keyboard's focus
let onChosen = () => {};

export function openPanel(name, { about = null, ticket = null } = {}) {
  const dialog = element(`panel-${name}`);
  if (document.querySelector("dialog[open]")) return;
  target = about;
  seen = ticket;
  const of = about ?? ticket;
  setText(dialog.querySelector(".whose"), OF_TICKET.includes(name) && of ? of.number : "");
  mark(dialog, of);
  for (const field of dialog.querySelectorAll('[name="own_reason"], [name="scanned"]')) field.value = "";
  for (const radio of dialog.querySelectorAll("input[type=radio]")) radio.checked = radio.defaultChecked;
  byKeyboard = document.activeElement.matches(":focus-visible");
  dialog.showModal();
  (dialog.querySelector('[name="scanned"], .option:not(:disabled)') ?? dialog.querySelector("[data-shut]")).focus();
}

// The browser gives the focus back to what opened the panel. Only who moves by keyboard and changed their mind
// wants it there: else the next Space would open the panel again instead of calling.
function shut(dialog, isChosen = false) {
  dialog.close();
  if (isChosen || !byKeyboard) document.activeElement.blur();
}

// Show who sits where now, as goals of a transfer.
export function drawGoals(colleagues) {
  const others = colleagues.filter((one) => one.counter !== counter && one.login !== login);
  const drawn = JSON.stringify(others);
  for (const box of document.querySelectorAll("[data-goals]")) {
    const kind = box.dataset.goals;
    if (box.dataset.drawn === drawn) continue; // else a choice would be replaced under the finger
    box.dataset.drawn = drawn;
    const made = others.map((one) => {
      const place = say("counter_of", { n: one.counter });
      const [label, small] = kind === "counter" ? [place, one.counter_name] : [one.name, place];
      return option({ goal: { [kind]: one[kind] } }, label, one.paused ? `${small} · ${say("paused_now")}` : small);
    });
    const nobody = document.createElement("p");
    nobody.className = "second";
    nobody.textContent = say("nobody_else");
    box.replaceChildren(...(made.length ? made : [nobody]));
  }
}

function option(order, label, about) {
  const button = document.createElement("button");
  button.className = "option";
  button.dataset.run = "transfer";
  button.dataset.order = JSON.stringify(order);
  const text = document.createElement("span");
  const small = document.createElement("small");
  small.textContent = about;
  text.append(`${label} `, small);
  button.append(text);
  return button;
}

// What the ticket has already is marked; it cannot be sent to where it waits.
function mark(dialog, ticket) {
  for (const button of dialog.querySelectorAll("[data-mark]")) {
    const { run, mark: value } = button.dataset;
    const current = run === "priority" ? ticket?.priority === value : ticket?.service_id === value;
    button.classList.toggle("has", current && run !== "add-service");
    button.disabled = current && run === "transfer" && !target;
  }
}

function choose(button) {
  const dialog = button.closest("dialog");
  const order = JSON.parse(button.dataset.order);
  const own = dialog.querySelector('[name="own_reason"]')?.value.trim();
  const reason = own || order.reason || dialog.querySelector('[name="reason"]:checked')?.value;
  if (reason) order.reason = reason;
  const priority = dialog.querySelector('[name="priority"]:checked')?.value;
  if (priority) order.priority = priority;
  const scanned = dialog.querySelector('[name="scanned"]');
  if (scanned && !scanned.value.trim()) return scanned.focus();
  if (scanned) order.scanned = scanned.value.trim();
  const about = target;
  shut(dialog, true);
  onChosen(button.dataset.run, order, about, seen);
}

function isTyping(event) {
  return event.target.matches('input:not([type="radio"], [type="checkbox"])');
}

export function listenToPanels(chosen) {
  onChosen = chosen;
  for (const dialog of document.querySelectorAll("dialog.sheet")) {
    dialog.addEventListener("click", (event) => {
      const button = event.target.closest(".option");
      if (button) choose(button);
      else if (event.target === dialog || event.target.closest("[data-shut]")) shut(dialog);
    });
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      shut(dialog);
    });
    dialog.addEventListener("keydown", (event) => {
      event.stopPropagation(); // a choice closes the panel, and the desk behind it would take the key for its own
      if (event.repeat) return event.key === "Tab" || isTyping(event) || event.preventDefault();
      if (event.key === "Escape") {
        event.preventDefault(); // the browser would close it a moment later, and the next key would be lost in it
        return shut(dialog);
      }
      if (event.key === "Enter" && event.target.name === "scanned") {
        event.preventDefault(); // a scanner ends with it
        return choose(dialog.querySelector(".option"));
      }
      if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event)) return;
      const button = dialog.querySelector(`.option[data-key="${CSS.escape(event.key)}"]:not(:disabled)`);
      if (button) choose(button);
      else if (event.key.startsWith("Arrow") && event.target.matches(".option")) {
        const all = [...dialog.querySelectorAll(".option:not(:disabled)")];
        const step = event.key === "ArrowDown" || event.key === "ArrowRight" ? 1 : -1;
        all[(all.indexOf(event.target) + step + all.length) % all.length].focus();
      } else return;
      event.preventDefault();
    });
  }
}
