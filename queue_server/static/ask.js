// Send a command so that it is done once: the key is made first, and a lost answer is asked for again with it.
// What has no answer yet is kept in the tab, so that a reload sends it again instead of forgetting it.

import { followed, keep as keepLog } from "./hall_log.js";

const PAUSES_MS = [300, 1000, 2000, 4000];
const UNSENT = "unsent-commands";
const KEPT_MS = 5 * 60000; // after that the hall has moved on, and the page shows how it stands

export class Refused extends Error {}

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function command(path, order = {}, onRetry = () => {}) {
  const body = JSON.stringify({ key: newKey(), ...order });
  const login = document.body.dataset.login ?? "";
  return deliver({ path, body, login, made_ms: Date.now() }, onRetry);
}

// Send again, in their order, what this person pressed before the page was reloaded. Throws the last refusal.
export async function sendUnsent(onRetry = () => {}) {
  const login = document.body.dataset.login ?? "";
  keep(unsent().filter((one) => one.login === login && Date.now() - one.made_ms < KEPT_MS));
  let refusal = null;
  for (const one of unsent()) {
    try {
      await deliver(one, onRetry);
    } catch (refused) {
      refusal = refused;
    }
  }
  if (refusal) throw refusal;
}

async function deliver(one, onRetry) {
  keep([...unsent().filter((other) => other.body !== one.body), one]);
  for (let attempt = 0; ; attempt++) {
    let answer;
    try {
      answer = await fetch(one.path, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Motcua-Epoch": followed() },
        body: one.body,
      });
      if (answer.status < 500 && answer.status !== 401) {
        const said = await answer.json();
        keep(unsent().filter((other) => other.body !== one.body));
        if (answer.ok) {
          keepLog(said.log);
          return said;
        }
        throw new Refused(said.message);
      }
    } catch (error) {
      if (error instanceof Refused) throw error;
      answer = null; // no network, or an answer cut off: we cannot know whether it was done
    }
    if (answer?.status === 401) {
      location.assign("/login"); // what was pressed is kept until the same person is back
      return new Promise(() => {});
    }
    onRetry();
    await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)]));
  }
}

function unsent() {
  return JSON.parse(sessionStorage.getItem(UNSENT) ?? "[]");
}

function keep(commands) {
  sessionStorage.setItem(UNSENT, JSON.stringify(commands));
}
