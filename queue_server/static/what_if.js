// A trial takes seconds: say so, and send it once. The services of counters more show when there are any.

const form = document.getElementById("what-if");
const run = form.querySelector("[type=submit]");
const said = run.innerHTML;

form.addEventListener("submit", () => {
  run.disabled = true;
  run.textContent = document.body.dataset.running;
});

window.addEventListener("pageshow", () => {
  run.disabled = false; // back from the result: the page is as it was left
  run.innerHTML = said;
});

form.addEventListener("input", ({ target }) => {
  const trial = target.closest("[data-trial]");
  if (trial && target.name.startsWith("extra")) {
    trial.querySelector("[data-extra]").hidden = target.value === "0";
  }
  if (target.name === "day" || target.name === "seed") {
    form.querySelector(`[name="on"][value="${target.name === "day" ? "day" : "morning"}"]`).checked = true;
  }
});

document.getElementById("result")?.scrollIntoView();
