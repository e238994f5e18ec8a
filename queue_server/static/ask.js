// Send a command so that it is done once: the key is made first, and a lost answer is asked for again with it.

const PAUSES_MS = [300, 1000, 2000, 4000];

export class Refused extends Error {}

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function command(path, order = {}, onRetry = () => {}) {
  const body = JSON.stringify({ key: newKey(), ...order });
  for (let attempt = 0; ; attempt++) {
    let answer;
    try {
      answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body });
    } catch {
      answer = null; // no network: we cannot know whether it was done
    }
    if (answer?.ok) return answer.json();
    if (answer?.status === 401) {
      location.assign("/login");
      return new Promise(() => {});
    }
    if (answer && answer.status < 500) throw new Refused((await answer.json()).message);
    onRetry();
    await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)]));
  }
}
