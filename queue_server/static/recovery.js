// Say that the hall was put back from a backup, and whom it waits for before anybody is called again.

import { believe } from "./hall_log.js";
import { setText } from "./live.js";

// Whether to believe this state of the hall.
export function hearRecovery(hall) {
  if (!believe(hall)) return false;
  const bar = document.getElementById("recovering");
  bar.hidden = hall.awaited.length === 0;
  const names = hall.awaited.map((peer) => {
    const [kind, name] = peer.split(":");
    return JSON.parse(bar.dataset.peers)[kind].vi.replace("{name}", name);
  });
  setText(bar.querySelector("b"), names.join(", "));
  return true;
}
