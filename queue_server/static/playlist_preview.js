// A kiosk's screen in small: a card of it, or how the hall stands.

import { setText } from "./live.js";

// what: a card as the server writes it, "hall", or nothing.
export function draw(mock, what) {
  const part = (name) => mock.querySelector(`[data-part="${name}"]`);
  const card = part("card");
  card.hidden = !what || what === "hall";
  part("hall").hidden = what !== "hall";
  if (card.hidden) return;
  card.dataset.kind = what.kind;
  for (const place of card.querySelectorAll("[data-text]")) setText(place, what[place.dataset.text] ?? "");
  card.querySelector("use").setAttribute("href", `#sign-${what.icon ?? "info"}`);
}
