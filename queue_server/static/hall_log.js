// What this desk was told of the hall's log, kept for a hall that is put back from a backup: it asks for it then.
// And the epoch this desk follows: whoever speaks for an older one is not believed (docs/protocol.md).

const KEPT = "hall-log";
const MOST_KEPT = 500; // some hours of one counter; kiosks copy the whole log
const AT_ONCE = 200;
const AGAIN_MS = 3000;

let handing = false;

function kept() {
  return { epoch: 1, counters: [], entries: [], handedOver: 0, ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
}

function save(changes) {
  localStorage.setItem(KEPT, JSON.stringify({ ...kept(), ...changes }));
}

export function followed() {
  return kept().epoch;
}

// Keep what a command has entered into the log.
export function keep(entries) {
  if (!entries?.length) return;
  const { counters, entries: before } = kept();
  const counter = Number(document.body.dataset.counter);
  const ours = counter && !counters.includes(counter) ? [...counters, counter] : counters;
  save({ counters: ours, entries: [...before, ...entries].slice(-MOST_KEPT) });
}

// Whether to believe this state of the hall. Of a new epoch it is followed from now on, and gets what we hold.
export function believe(hall) {
  const { epoch, handedOver } = kept();
  if (hall.epoch < epoch) return false;
  if (hall.epoch > epoch) save({ epoch: hall.epoch });
  if (hall.awaited.length && handedOver < hall.epoch) handOver(hall.epoch);
  return true;
}

async function handOver(epoch) {
  const { counters, entries } = kept();
  const mine = Number(document.body.dataset.counter);
  const numbers = [...new Set([...counters, mine])].filter(Boolean);
  if (handing || !numbers.length) return; // who has sat at no counter has been told nothing
  handing = true;
  const query = numbers.map((number) => `counters=${number}`).join("&");
  try {
    let sent = 0;
    do {
      const some = entries.slice(sent, sent + AT_ONCE);
      sent += some.length;
      const answer = await fetch(`/api/desk/hand-over?${query}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ version: 1, epoch, entries: some, is_all: sent >= entries.length }),
      });
      if (answer.status === 401) return location.assign("/login");
      if (!answer.ok) throw new Error(answer.status);
    } while (sent < entries.length);
    save({ handedOver: epoch });
  } catch {
    setTimeout(() => handOver(epoch), AGAIN_MS);
  }
  handing = false;
}
