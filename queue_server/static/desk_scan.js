// A scanner types what it reads. A ticket's address is taken wherever it is scanned: else each of its letters and
// digits would be a command.

const BURST_MS = 40; // nobody types so fast
const END_MS = 1000; // of a scanner that does not end with Enter

let before = { code: "", at_ms: 0 };
let scanned = null; // as far as it has come
let ending = null;

export function listenToScanner(onScanned) {
  function end() {
    clearTimeout(ending);
    const whole = scanned;
    scanned = null;
    onScanned(whole);
  }

  function hear(event) {
    if (event.target.matches('input:not([type="radio"], [type="checkbox"])')) return; // the field takes it
    const { key, code, timeStamp } = event;
    const isBurst = timeStamp - before.at_ms < BURST_MS;
    if (isBurst && before.code === "KeyH" && code === "KeyT") scanned ??= "h"; // of http, whatever a method makes of it
    before = { code, at_ms: timeStamp };
    if (scanned === null) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (key === "Enter") return end();
    if (key.length === 1) scanned += key;
    clearTimeout(ending);
    ending = setTimeout(end, END_MS);
  }

  addEventListener("keydown", hear, true); // before the page and its panels
}
