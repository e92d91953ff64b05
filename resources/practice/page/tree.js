// Custom details as a tree; numbers are texts here, so that each keeps its digits.

import { foreign, make } from "./build.js";
import { count } from "./words.js";

const openLevels = 3;

/** The tree of a value, as practice has read it. */
export function tree(node) {
  if (node.kind !== "object" && node.kind !== "list") return value(node);
  return make("div", { class: "tree" }, parts(node, 1));
}

function parts(node, level) {
  const given = node.parts ?? [];
  const items = given.map(([name, part]) => make("li", {}, member(name, part, node.kind, level)));
  const missing = (node.size ?? 0) - given.length;
  if (missing > 0) items.push(make("li", { class: "left-out" }, `… and ${missing.toLocaleString("en")} more`));
  return items.length ? make("ul", {}, ...items) : make("span", { class: "word" }, sizeOf(node));
}

function member(name, part, kind, level) {
  const label = foreign(name, { class: kind === "list" ? "place" : "name" });
  const empty = !(part.size > 0);
  if ((part.kind !== "object" && part.kind !== "list") || empty) return make("div", { class: "leaf" }, label, value(part));
  const summary = make("summary", {}, label, make("span", { class: "word" }, sizeOf(part)));
  return make("details", { open: level < openLevels }, summary, parts(part, level + 1));
}

function value(node) {
  if (node.kind === "object" || node.kind === "list") return make("span", { class: "word" }, sizeOf(node));
  return foreign(node.kind === "text" ? `"${node.value ?? ""}"` : node.value, { class: node.kind });
}

function sizeOf(node) {
  const size = node.size ?? 0;
  if (node.kind === "list") return size ? `list of ${size.toLocaleString("en")}` : "empty list";
  return size ? count(size, "field") : "empty object";
}
