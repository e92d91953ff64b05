// Everything about one alert. A part is made anew only when what it shows has changed, so that focus and folds stay.

import { ask, askText } from "./ask.js";
import { button, foreign, longText, make } from "./build.js";
import { Log } from "./log.js";
import { rendered } from "./markdown.js";
import { imageList, linkList } from "./media.js";
import { paging } from "./paging.js";
import { agoExactly } from "./times.js";
import { tree } from "./tree.js";
import { count, priorityBadge, size, stateBadge } from "./words.js";

export class Detail {
  /** `act` accepts or resolves, `trouble` shows a failure. */
  constructor({ act, trouble }) {
    this.act = act;
    this.trouble = trouble;
    this.element = document.getElementById("detail");
    this.number = null;
    this.clear();
  }

  /** Show nothing but what to do. */
  clear() {
    this.start(null, make("p", { class: "nothing" }, "Choose an alert to see all about it."));
  }

  /** Show an alert, or bring what is shown of it up to date. */
  async show(number) {
    const { alert, log } = await ask(`/page/alerts/${number}`);
    if (this.number !== number) {
      this.log = new Log(`/page/alerts/${number}/log`, this.trouble);
      this.buttons = { accept: this.button("accept", "A"), resolve: this.button("resolve", "R") };
      this.start(number, backLink());
    }
    this.status = alert.status;
    this.part("badges", [alert.status, alert.priority], () => badges(alert));
    this.part("title", alert.summary, (summary) => make("h2", { tabindex: "-1", dir: "auto" }, summary));
    this.actions(alert.status);
    this.part("facts", facts(alert), factList);
    this.part("paging", [alert.paged, alert.reasons, alert.priority], () => titled("Who would be paged, and why", paging(alert)));
    this.contents(alert);
    this.part("log", true, () => titled("Event log", this.log.element));
    this.log.show(log);
  }

  /** Show the log of the events that met no open alert. */
  async showLone() {
    const log = await ask("/page/log");
    if (this.number !== "lone") {
      this.log = new Log("/page/log", this.trouble);
      const title = make("h2", { tabindex: "-1" }, "Events without an alert");
      const why = "They were taken, as ilert takes them, and changed nothing: no open alert of their source had their key.";
      this.start("lone", backLink(), title, make("p", {}, why), this.log.element);
    }
    this.log.show(log);
  }

  start(number, ...children) {
    this.number = number;
    this.status = null;
    this.parts = new Map();
    this.element.replaceChildren(...children);
    this.element.scrollTop = 0;
  }

  contents(alert) {
    const base = `/page/alerts/${alert.id}`;
    const left = alert.leftOut;
    this.part("details", alert.details, (details) =>
      titled("Details", rendered(details.html), details.cut && this.all(`${base}/details`, count(details.size, "character"))));
    this.part("images", listed(alert.images), (images) => titled("Images", imageList(images), rest(left.images)));
    this.part("links", listed(alert.links), (links) => titled("Links", linkList(links), rest(left.links)));
    this.part("custom", alert.custom, (custom) =>
      titled("Custom details", ...customTree(custom), this.all(`${base}/custom-details`, size(custom.size))));
    this.part("comments", listed(alert.comments), (comments) => titled("Comments", rest(left.comments, "older"), commentList(comments)));
  }

  /** One part: `make` is called when `data` is not what it was; no data, no part. */
  part(name, data, build) {
    const shown = JSON.stringify(data ?? null);
    const before = this.parts.get(name);
    if (before?.shown === shown) return;
    const element = data === null || data === undefined ? make("div", { hidden: true }) : build(data);
    const hadFocus = before?.element.contains(document.activeElement);
    if (before) before.element.replaceWith(element);
    else this.element.append(element);
    if (hadFocus) this.element.focus();
    this.parts.set(name, { shown, element });
  }

  actions(status) {
    const { accept, resolve } = this.buttons;
    if (!this.parts.has("actions")) this.part("actions", true, () => make("div", { class: "actions" }, accept, resolve));
    accept.ariaDisabled = String(status !== "PENDING");
    resolve.ariaDisabled = String(status === "RESOLVED");
  }

  button(action, key) {
    const name = action === "accept" ? "Accept" : "Resolve";
    const work = (event) => event.currentTarget.ariaDisabled !== "true" && this.act(action, this.number);
    const made = button(name, work, { class: action, "aria-keyshortcuts": key });
    made.append(" ", make("kbd", { "aria-hidden": "true" }, key));
    return made;
  }

  all(path, much) {
    const box = make("div", { class: "all" });
    const show = async () => {
      try {
        const text = longText(await askText(path));
        box.replaceChildren(text);
        text.focus();
      } catch (failure) {
        this.trouble(failure);
      }
    };
    box.append(button(`Show all as text (${much})`, show));
    return box;
  }
}

function backLink() {
  return make("p", { class: "back" }, make("a", { href: "#" }, "← All alerts"));
}

function titled(title, ...children) {
  return make("section", {}, make("h3", {}, title), ...children.filter(Boolean));
}

function badges({ id, status, priority }) {
  return make("p", { class: "badges" }, stateBadge(status), " ", priorityBadge(priority), " ", `#${id}`);
}

function facts(alert) {
  const labels = alert.labels.map(([name, value]) => `${name}: ${value}`);
  return [
    ["Reported", alert.reported],
    ["Accepted", alert.accepted],
    ["Resolved", alert.resolved],
    ["Source", alert.source.name],
    ["Escalation policy", alert.policy.name],
    ["Alert key", alert.key || "none: no event can accept or resolve this alert"],
    ["Routing key", alert.routingKey],
    ["Severity", alert.severity === null ? null : `${alert.severity} of 5`],
    ["Services", [...alert.services, more(alert.leftOut.services)]],
    ["Labels", [...labels, more(alert.leftOut.labels)]],
  ];
}

function factList(rows) {
  const shown = rows.map(([name, value]) => [name, Array.isArray(value) ? value.filter(Boolean) : value]);
  const full = shown.filter(([, value]) => value && value.length !== 0);
  return make("dl", { class: "facts" }, ...full.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, ...said(value))]));
}

function said(value) {
  if (typeof value === "number") return [agoExactly(value)];
  return [value].flat().map((text) => foreign(text, { class: Array.isArray(value) ? "chip" : null }));
}

function customTree({ tree: root, beginning }) {
  if (root) return [tree(root)];
  return [make("p", { class: "left-out" }, "Too large for a tree. They begin:"), longText(beginning)];
}

function listed(items) {
  return items.length ? items : null;
}

function more(number) {
  return number ? `and ${number.toLocaleString("en")} more: see the event log` : null;
}

function rest(number, kind = "more") {
  return number ? make("p", { class: "left-out" }, `${number.toLocaleString("en")} ${kind}: see the event log.`) : null;
}

function commentList(comments) {
  return make("ul", { class: "comments" }, ...comments.map(({ creator, content }) => {
    const cut = content.cut ? make("p", { class: "left-out" }, "Cut: see the event log.") : null;
    return make("li", {}, make("p", { class: "creator" }, foreign(creator || "Somebody")), rendered(content.html), cut);
  }));
}
