// The list of alerts: filters, rows that stay where they are while others come, and which row the keys are on.

import { ask } from "./ask.js";
import { foreign, make } from "./build.js";
import { ago } from "./times.js";
import { priorityBadge, stateBadge } from "./words.js";

const pageSize = 100;
const mostRows = 1000;
const searchAfter = 250;

export class AlertList {
  /** `changed` is called with each answer; `renew` has it asked for anew. */
  constructor({ changed, renew }) {
    this.changed = changed;
    this.renew = renew;
    this.element = document.getElementById("list");
    this.none = document.getElementById("none");
    this.more = document.getElementById("more");
    this.rows = new Map();
    this.query = { show: "open", source: "", text: "" };
    this.size = pageSize;
    this.current = null;
    this.watchFilters();
  }

  /** Ask for the rows that the filters want, and show them. */
  async refresh() {
    const query = new URLSearchParams({ ...this.query, limit: this.size });
    const answer = await ask(`/page/alerts?${query}`);
    this.show(answer.alerts);
    this.more.hidden = !answer.more;
    this.more.disabled = this.size >= mostRows;
    this.more.textContent = this.more.disabled ? "1,000 are shown: search for older ones" : "Show more";
    this.sayNone(answer);
    this.changed(answer);
  }

  /** Mark the row of the alert that is shown beside the list. */
  mark(number) {
    this.current = number;
    for (const [id, row] of this.rows) setCurrent(row, id === number);
    this.rove();
  }

  /** The number of the alert whose row has the focus, or null. */
  get focused() {
    const row = document.activeElement?.closest?.("#list li");
    return row ? Number(row.dataset.id) : null;
  }

  /** Put the focus on a row: the next one in a direction, or the one of the alert that is shown. */
  move(direction) {
    const links = [...this.element.querySelectorAll("a.row")];
    const at = links.indexOf(document.activeElement);
    const target = at < 0 ? this.stop() : links[Math.min(links.length - 1, Math.max(0, at + direction))];
    if (!target) return;
    this.rove(target);
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  }

  show(alerts) {
    const wanted = new Set(alerts.map((alert) => alert.id));
    const leaving = this.focused !== null && !wanted.has(this.focused) ? this.rows.get(this.focused) : null;
    const neighbour = leaving?.nextElementSibling ?? leaving?.previousElementSibling;
    let place = this.element.firstElementChild;
    for (const alert of alerts) {
      while (place && !wanted.has(Number(place.dataset.id))) place = place.nextElementSibling;
      const row = this.rows.get(alert.id) ?? this.add(alert.id);
      fill(row, alert);
      if (row === place) place = place.nextElementSibling;
      else this.element.insertBefore(row, place);
    }
    for (const [id, row] of this.rows) if (!wanted.has(id)) this.drop(id, row);
    if (leaving) (neighbour?.isConnected ? neighbour.querySelector("a") : this.element).focus();
    this.mark(this.current);
  }

  add(id) {
    const row = make("li", { "data-id": id }, make("a", { class: "row", href: `#alert-${id}`, tabindex: "-1" }));
    this.rows.set(id, row);
    return row;
  }

  drop(id, row) {
    row.remove();
    this.rows.delete(id);
  }

  /** One row can be reached by Tab: the one with the focus, else that of the alert that is shown, else the first. */
  rove(target = this.stop()) {
    for (const link of this.element.querySelectorAll('a.row[tabindex="0"]')) link.tabIndex = -1;
    if (target) target.tabIndex = 0;
  }

  stop() {
    const focused = this.rows.get(this.focused);
    return (focused ?? this.rows.get(this.current) ?? this.element.firstElementChild)?.querySelector("a");
  }

  sayNone({ alerts, open, closed }) {
    this.none.hidden = alerts.length > 0;
    if (alerts.length) return;
    const filtered = this.query.text || this.query.source;
    if (open + closed === 0) this.none.textContent = "No alert yet. Raise the first one:";
    else if (filtered) this.none.textContent = "No alert matches the source and the search.";
    else if (this.query.show === "open") this.none.textContent = `No open alert; closed ones: ${closed.toLocaleString("en")}.`;
    else this.none.textContent = "No closed alert.";
  }

  watchFilters() {
    const choose = (changes) => {
      Object.assign(this.query, changes);
      this.size = pageSize;
      this.renew();
    };
    for (const button of document.querySelectorAll("[data-show]")) {
      button.addEventListener("click", () => {
        for (const other of document.querySelectorAll("[data-show]")) other.ariaPressed = String(other === button);
        choose({ show: button.dataset.show });
      });
    }
    document.getElementById("source").addEventListener("change", (event) => choose({ source: event.target.value }));
    let waiting;
    document.getElementById("search").addEventListener("input", (event) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => choose({ text: event.target.value }), searchAfter);
    });
    this.more.addEventListener("click", () => {
      this.size = Math.min(mostRows, this.size + pageSize);
      this.renew();
    });
  }
}

function setCurrent(row, current) {
  const link = row.querySelector("a");
  if (current) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}

function fill(row, alert) {
  const shown = JSON.stringify(alert);
  if (row.dataset.shown === shown) return;
  row.dataset.shown = shown;
  const paged = alert.paged.length ? `pages ${alert.paged.join(", ")}` : "pages nobody";
  const about = [`#${alert.id}`, alert.key, alert.source, alert.policy, paged].filter(Boolean);
  row.querySelector("a").replaceChildren(
    make("span", { class: "row-top" }, stateBadge(alert.status), " ", priorityBadge(alert.priority), " ", ago(alert.reported)),
    foreign(alert.summary, { class: "row-summary" }),
    make("span", { class: "row-about" }, ...about.flatMap((text, place) => [place ? " · " : "", foreign(text)])),
  );
}
