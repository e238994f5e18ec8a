// Taking a counter over from a colleague is asked for twice.

import { pressedTwice } from "./desk_twice.js";
import { follow } from "./live.js";
import { hearRecovery } from "./recovery.js";

follow(hearRecovery, () => {});
for (const button of document.querySelectorAll(".seats .quiet")) {
  button.addEventListener("click", (event) => {
    if (!pressedTwice(button, event)) event.preventDefault();
  });
}
