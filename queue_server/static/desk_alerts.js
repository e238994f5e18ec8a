// What is wrong at the kiosks, kept true without reloading the page: some of it passes by itself, so we ask.

const EVERY_MS = 8000;
const shown = document.getElementById("alerts");

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/staff/alerts", { cache: "no-store", redirect: "error" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    // Told again only when it is something else: a screen reader would read it each time.
    if (fresh.textContent.trim() !== shown.textContent.trim()) shown.replaceChildren(...fresh.childNodes);
  } catch {
    // the desk itself says when the server cannot be reached; we ask again
  }
}

setInterval(look, EVERY_MS);
document.addEventListener("visibilitychange", look);
