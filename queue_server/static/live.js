// The hall as it stands, from now on: calls onView with each state, onLink with whether the line is up.
// Returns what ends it.

const SILENCE_MS = 75000; // the server sends a state every 30 s even when nothing changes
const AGAIN_MS = 3000;

export function follow(onView, onLink) {
  let source, silence;
  const reconnect = () => {
    source?.close();
    onLink(false);
    clearTimeout(silence);
    silence = setTimeout(connect, AGAIN_MS);
  };
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(reconnect, SILENCE_MS);
  };
  const connect = () => {
    source = new EventSource("/api/hall/events");
    listen();
    source.addEventListener("hall", (event) => {
      listen();
      onLink(true);
      onView(JSON.parse(event.data));
    });
    source.addEventListener("error", reconnect);
  };
  connect();
  return () => {
    source.close();
    clearTimeout(silence);
  };
}

export const words = JSON.parse(document.body.dataset.words ?? "{}");

export function say(key, details = {}, language = "vi") {
  return words[key][language].replace(/\{(\w+)\}/g, (_, name) => details[name]);
}

export function setText(element, text) {
  if (element.textContent !== String(text)) element.textContent = text;
}
