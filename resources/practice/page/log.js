// The log of an alert, newest first, and the log of the events that met no open alert.

import { ask, askText } from "./ask.js";
import { button, foreign, longText, make } from "./build.js";
import { agoExactly } from "./times.js";
import { effectWords, size } from "./words.js";

/** A log that stays where it is while it grows; `path` is where its events and its older part are asked for. */
export class Log {
  constructor(path, trouble) {
    this.path = path;
    this.trouble = trouble;
    this.list = make("ol", { class: "log", reversed: true });
    this.older = button("Show older entries", () => this.addOlder(), { class: "wide", hidden: true });
    this.element = make("div", {}, this.list, this.older);
    this.places = new Map();
  }

  /** Show the end of the log: what is new is put on top, what is there already stays. */
  show({ entries, size: all }) {
    this.list.start = all;
    const newest = Math.max(-1, ...this.places.keys());
    if (entries.length && entries[0].place > newest + 1) this.clear();
    for (const entry of entries) if (!this.places.has(entry.place)) this.put(entry);
    this.older.hidden = Math.min(...this.places.keys(), Infinity) === 0 || all === 0;
  }

  clear() {
    this.places.clear();
    this.list.replaceChildren();
  }

  async addOlder() {
    try {
      const oldest = Math.min(...this.places.keys());
      this.show(await ask(`${this.path}?before=${oldest}`));
    } catch (failure) {
      this.trouble(failure);
    }
  }

  put(entry) {
    const item = make("li", {}, ...this.lines(entry));
    const next = [...this.list.children].find((other) => Number(other.dataset.place) < entry.place);
    item.dataset.place = entry.place;
    this.list.insertBefore(item, next ?? null);
    this.places.set(entry.place, item);
  }

  lines(entry) {
    const head = make("p", { class: "log-head" }, make("strong", {}, effectWords(entry)));
    if (entry.eventType) head.append(make("code", {}, entry.eventType));
    head.append(agoExactly(entry.time));
    const what = [entry.summary, entry.key && `key ${entry.key}`, entry.source].filter(Boolean).join(" · ");
    return [
      head,
      entry.eventType ? make("p", { class: "log-what" }, foreign(what)) : null,
      entry.reason ? make("p", { class: "log-why" }, foreign(entry.reason)) : null,
      entry.size ? this.event(entry) : null,
    ];
  }

  event(entry) {
    const box = make("details", {}, make("summary", {}, "The event as it came, without its key"));
    box.addEventListener("toggle", () => box.append(this.text(entry, box)), { once: true });
    return box;
  }

  text(entry, box) {
    if (!entry.cut) return longText(entry.event);
    const rest = make("div", {}, longText(entry.event));
    const all = async () => {
      try {
        rest.replaceChildren(longText(await askText(`${this.path}/${entry.place}`)));
        box.querySelector("pre").focus();
      } catch (failure) {
        this.trouble(failure);
      }
    };
    rest.append(button(`Show all ${size(entry.size)}`, all));
    return rest;
  }
}
