// "Why this number?" in one plain sentence, from the reason and the figures the server stored with the call.

import { priorityClass } from "./desk_known.js";

const SENTENCES = JSON.parse(document.body.dataset.why);
const figures = {
  vi: new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 1 }),
  en: new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 }),
};

export function why(ticket, language = "vi") {
  const reason = ticket?.why;
  if (!reason || !(reason.reason in SENTENCES)) return "";
  const figure = (value) => figures[language].format(value ?? 0);
  return fill(SENTENCES[reason.reason][language], {
    sum: sum(ticket, language, figure),
    class: className(ticket, language),
    other: reason.runner_up,
    other_score: figure(reason.runner_up_score),
    waited: figure(reason.waited_min),
  });
}

function sum(ticket, language, figure) {
  const { credit_min: credit, rate, waited_min: waited } = ticket.why;
  const pattern = credit ? SENTENCES.sum : SENTENCES.sum_plain;
  return fill(pattern[language], {
    class: className(ticket, language),
    credit: figure(credit),
    sign: waited < 0 ? "−" : "+", // an appointment that is still to come has waited less than nothing
    rate: figure(rate),
    waited: figure(credit ? Math.abs(waited) : waited),
    score: figure(credit + rate * waited),
  });
}

function className(ticket, language) {
  return priorityClass(ticket.priority)[`name_${language}`];
}

function fill(text, details) {
  return text.replace(/\{(\w+)\}/g, (_, name) => details[name]);
}
