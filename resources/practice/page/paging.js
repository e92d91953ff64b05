// Who would be paged, level by level, and why.

import { foreign, make } from "./build.js";

/** The levels and the reasons of an alert. */
export function paging({ paged, reasons, priority }) {
  return make("div", { class: "paging" }, paged.length ? levels(paged) : nobody(priority), why(reasons));
}

function nobody(priority) {
  return make("p", {}, make("strong", {}, "Nobody"), priority === "LOW" ? ": a LOW alert does not escalate." : ".");
}

function levels(paged) {
  const byTime = new Map();
  for (const page of paged) byTime.set(page.after_minutes, [...(byTime.get(page.after_minutes) ?? []), page]);
  const items = [...byTime].map(([minutes, pages]) => {
    const when = minutes ? `after ${minutes} min, unless accepted by then` : "at once";
    return make("li", {}, make("span", { class: "when" }, when), make("ul", {}, ...pages.map(person)));
  });
  return make("ol", { class: "levels" }, ...items);
}

function person({ name, by }) {
  return make("li", {}, foreign(name, { class: "person" }), by.length ? make("span", { class: "by" }, " by ", foreign(by.join(", "))) : null);
}

function why({ priority, policy, paged, opened }) {
  const reasons = [priority, policy, paged, opened].filter(Boolean);
  return reasons.length ? make("ul", { class: "why" }, ...reasons.map((text) => make("li", {}, foreign(text)))) : null;
}
