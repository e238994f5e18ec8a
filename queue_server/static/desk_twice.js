// What cannot be taken back is asked for twice, on the same spot, within a few seconds.

import { say, setText } from "./live.js";

const ARMED_MS = 4000;

// A double click is one press, and so is a key that is held down.
document.addEventListener("keydown", (event) => event.repeat && event.target.closest("button") && event.preventDefault());

// Whether this press is the second one; the first only changes what the button says.
export function pressedTwice(button, event) {
  if (event.detail > 1) return false;
  if (disarm(button)) return true;
  button.dataset.armed = button.textContent;
  const label = button.getAttribute("aria-label");
  if (label) button.setAttribute("aria-label", label.replace(button.textContent.trim(), say("press_again")));
  setText(button, say("press_again"));
  setTimeout(() => disarm(button), ARMED_MS);
  return false;
}

function disarm(button) {
  if (!("armed" in button.dataset)) return false;
  const label = button.getAttribute("aria-label");
  if (label) button.setAttribute("aria-label", label.replace(say("press_again"), button.dataset.armed));
  setText(button, button.dataset.armed);
  delete button.dataset.armed;
  return true;
}
