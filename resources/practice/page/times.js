// Moments: how long ago, and exactly when.

import { make } from "./build.js";

const exactly = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const withZone = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

/** How long ago a moment (milliseconds since 1970) was; the exact one is in its tool tip. */
export function ago(at) {
  const element = make("time", { datetime: new Date(at).toISOString(), title: withZone.format(at), "data-at": at });
  element.textContent = since(at);
  return element;
}

/** How long ago a moment was, with the exact one behind it. */
export function agoExactly(at) {
  return make("span", { class: "moment" }, ago(at), make("span", { class: "exact" }, exactly.format(at)));
}

/** Bring the times on the page up to date. */
export function renewTimes() {
  for (const element of document.querySelectorAll("time[data-at]")) {
    const text = since(Number(element.dataset.at));
    if (element.textContent !== text) element.textContent = text;
  }
}

function since(at) {
  const seconds = Math.max(0, (Date.now() - at) / 1000);
  if (seconds < 45) return "just now";
  if (seconds < 3570) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 84600) return `${Math.max(1, Math.round(seconds / 3600))} h ago`;
  const days = Math.max(1, Math.round(seconds / 86400));
  return days === 1 ? "1 day ago" : `${days.toLocaleString("en")} days ago`;
}
