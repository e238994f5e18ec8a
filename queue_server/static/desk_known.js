// What the desk knows for as long as it is open: its counter, the hall's services and classes, how figures read.

import { say } from "./live.js";

const data = document.body.dataset;
const { services, classes } = JSON.parse(data.known);
const clock = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: data.timezone });

export const counter = Number(data.counter);
export const login = data.login;
export const REGULAR = "regular";
export const element = (id) => document.getElementById(id);

export function service(id, language = "vi") {
  const [letter, vi, en] = services[id] ?? ["?", id, id];
  return { letter, name: language === "vi" ? vi : en };
}

export function priorityClass(id) {
  return classes[id] ?? classes[REGULAR];
}

export function timeOf(ms) {
  return clock.format(ms);
}

export function minutesSince(ms, now_ms) {
  return Math.max(0, Math.round((now_ms - ms) / 60000));
}

export function appointment(ticket) {
  return ticket.slot_ms === null ? "" : say("appointment", { time: timeOf(ticket.slot_ms) });
}

export function show(target, visible) {
  target.hidden = !visible;
}
