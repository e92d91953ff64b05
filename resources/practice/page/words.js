// What the words of the API mean to people.

import { make } from "./build.js";
import { icon } from "./icons.js";

const states = { PENDING: "Pending", ACCEPTED: "Accepted", RESOLVED: "Resolved" };

/** The state of an alert as a badge. */
export function stateBadge(status) {
  return make("span", { class: `badge state-${status.toLowerCase()}` }, icon(status), states[status]);
}

/** A priority as a badge. */
export function priorityBadge(priority) {
  return make("span", { class: `badge priority-${priority.toLowerCase()}` }, icon(priority), priority);
}

const effects = {
  NEW_ALERT: "Opened the alert",
  EVENT_APPENDED: "Added to the alert",
  ALERT_ACCEPTED: "Accepted",
  ALERT_RESOLVED: "Resolved",
  ALERT_COMMENTED: "Commented",
  NO_OPEN_ALERT: "No effect: no open alert matches",
};
const actors = { EVENT: "by an event", API: "by the API", PAGE: "on the page" };

/** What an entry of a log did. */
export function effectWords(entry) {
  return entry.by === "EVENT" ? effects[entry.effect] : `${effects[entry.effect]} ${actors[entry.by]}`;
}

/** A number with its noun, `1 alert` or `3 alerts`. */
export function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

/** A size in bytes as people say it. */
export function size(bytes) {
  if (bytes < 1000) return count(bytes, "byte");
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
