// Keep the citizen's page true: look again every few seconds while it is on the screen.

const EVERY_MS = 8000;

async function look() {
  if (document.hidden) return;
  const stale = document.getElementById("stale");
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("turn");
    const shown = document.getElementById("turn");
    stale.hidden = true;
    if (fresh && fresh.innerHTML !== shown.innerHTML) {
      if (fresh.dataset.state === "called") navigator.vibrate?.([400, 200, 400]);
      shown.dataset.state = fresh.dataset.state;
      shown.replaceChildren(...fresh.childNodes);
    }
  } catch {
    stale.hidden = false;
  }
}

setInterval(look, EVERY_MS);
document.addEventListener("visibilitychange", look);
