// One card, written in a dialog beside the screen it will be seen on. What was written is not lost by one press.

import { pressedTwice } from "./desk_twice.js";
import { say, setText } from "./live.js";
import { draw } from "./playlist_preview.js";

const TEXTS = ["title_vi", "text_vi", "title_en", "text_en"];

const dialog = document.getElementById("card-form");
const form = dialog.querySelector("form");
const shut = dialog.querySelector("[data-shut]");
const save = form.querySelector("[type=submit]");
const error = dialog.querySelector(".error");
const icons = dialog.querySelector("[data-icons]");
const field = (name) => form.elements[name];
let kind, was, deliver, finish;

// Resolves to whether it was saved. send: what saves the card, and returns the refusal in words, "" for none.
export function openForm(card, send) {
  [kind, deliver] = [card.kind, send];
  setText(document.getElementById("form-head"), say(`${card.id ? "edit" : "new"}.${kind}`));
  for (const name of [...TEXTS, "shown_from", "shown_until", "shown_s"]) field(name).value = card[name] ?? "";
  icons.hidden = icons.disabled = kind !== "how_to";
  for (const radio of icons.querySelectorAll("input")) radio.checked = radio.value === card.icon;
  complain("");
  look();
  was = JSON.stringify(written());
  dialog.showModal();
  dialog.scrollTop = 0;
  field("title_vi").focus();
  return new Promise((resolve) => (finish = resolve));
}

const tidy = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();

function written() {
  return {
    kind,
    ...Object.fromEntries(TEXTS.map((name) => [name, tidy(field(name).value)])),
    icon: icons.querySelector("input:checked:enabled")?.value ?? null,
    shown_from: field("shown_from").value || null,
    shown_until: field("shown_until").value || null,
    shown_s: Number(field("shown_s").value),
  };
}

function look() {
  draw(document.getElementById("draft"), written());
  for (const name of TEXTS) {
    const { value, maxLength } = field(name);
    const n = maxLength - value.length;
    setText(field(name).closest(".written").querySelector(".left"), say("left", { n }));
  }
}

function complain(message) {
  error.hidden = !message;
  setText(error, message);
}

// ---- what a browser cannot check by itself ----

function check() {
  const card = written();
  const isHalfEnglish = Boolean(card.title_en) !== Boolean(card.text_en);
  const isBackwards = card.shown_from && card.shown_until && card.shown_until < card.shown_from;
  for (const name of ["title_vi", "text_vi"]) field(name).setCustomValidity(card[name] ? "" : say("blank"));
  for (const name of ["title_en", "text_en"]) {
    field(name).setCustomValidity(isHalfEnglish && !card[name] ? say("english_both") : "");
  }
  field("shown_until").setCustomValidity(isBackwards ? say("backwards") : "");
  icons.querySelector("input").setCustomValidity(icons.disabled || card.icon ? "" : say("no_icon"));
  return form.reportValidity();
}

form.addEventListener("input", () => {
  look();
  for (const one of form.elements) one.setCustomValidity?.("");
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!check()) return;
  save.disabled = true;
  const refusal = await deliver(written());
  save.disabled = false;
  if (refusal === null) return;
  complain(refusal);
  if (!refusal) close(true);
});

// ---- shutting ----

function close(isSaved) {
  dialog.close();
  finish(isSaved);
}

function leave(event) {
  const isUntouched = JSON.stringify(written()) === was;
  if (isUntouched || pressedTwice(shut, event)) close(false);
  else shut.focus();
}

shut.addEventListener("click", leave);
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  leave(event);
});
