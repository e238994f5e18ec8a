// The faces that are kept: one is erased after a question, then the list is drawn anew by the server.

import { Refused, command, sendUnsent } from "./ask.js";
import { say, setText } from "./live.js";

const byId = (id) => document.getElementById(id);
const question = byId("question");
let asked = null; // whose face the question is about
let busy = false;

function tell(key, trouble = "") {
  setText(byId("status"), key && say(key));
  setText(byId("trouble"), trouble);
  byId("trouble").hidden = !trouble;
}

async function erase(id) {
  if (busy) return;
  busy = true;
  tell("sending");
  let refusal = "";
  try {
    await command(`/api/hall/faces/${id}/erase`, {}, () => tell("retrying"));
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    refusal = refused.message;
  } finally {
    busy = false;
  }
  await drawAnew();
  tell(refusal ? "" : "erased", refusal);
}

async function drawAnew() {
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    byId("board").replaceChildren(...page.getElementById("board").childNodes);
  } catch {
    return; // it is erased all the same; the next look shows it
  }
  (document.querySelector("[data-erase]") ?? document.querySelector('[name="name"]')).focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || busy) return;
  if (button.dataset.erase) {
    asked = button.dataset.erase;
    setText(byId("question-head"), say("question", { name: button.dataset.name }));
    question.showModal();
    question.querySelector("[data-no]").focus();
  } else if (button.closest("#question")) {
    question.close();
    if ("yes" in button.dataset) erase(asked);
  }
});

sendUnsent(() => tell("retrying")).catch((refused) => tell("", refused.message));
