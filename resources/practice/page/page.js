// Puts the page together: the list, the alert beside it, live changes, and what is said of them.

import { ask } from "./ask.js";
import { make } from "./build.js";
import { Detail } from "./detail.js";
import { explain } from "./empty.js";
import { watchKeys } from "./keyboard.js";
import { AlertList } from "./list.js";
import { inTurn, listen } from "./live.js";
import { renewTimes } from "./times.js";
import { count } from "./words.js";

const renewEvery = 20_000;
const trouble = document.getElementById("trouble");
const detail = new Detail({ act, trouble: showTrouble });
const list = new AlertList({ changed: tell, renew: () => renewList() });
const renewList = inTurn(() => guarded("list", () => list.refresh()));
const renewDetail = inTurn(() => guarded("detail", showChosen));
let newest = null;
let isCut = false;

function chosen() {
  if (location.hash === "#without-alert") return "lone";
  const number = /^#alert-(\d{1,10})$/.exec(location.hash)?.[1];
  return number ? Number(number) : null;
}

async function showChosen() {
  const number = chosen();
  document.body.dataset.view = number === null ? "list" : "detail";
  list.mark(number);
  if (number !== detail.number) detail.clear();
  if (number === null) return;
  if (number === "lone") await detail.showLone();
  else await detail.show(number);
}

async function choose() {
  await renewDetail();
  if (chosen() !== null) detail.element.querySelector("h2")?.focus();
}

async function act(action, number) {
  const done = await guarded("action", () => ask(`/page/alerts/${number}/${action}`, "POST"));
  if (!done) return;
  say(`Alert ${number} is ${done.status.toLowerCase()}.`);
  await Promise.all([renewList(), renewDetail()]);
}

function tell({ alerts, open, closed, lone }) {
  document.title = open ? `(${open.toLocaleString("en")}) Practice` : "Practice";
  document.getElementById("icon").href = `/page/icon-${Math.min(open, 100)}.svg`;
  document.getElementById("open-count").textContent = open.toLocaleString("en");
  document.getElementById("closed-count").textContent = closed.toLocaleString("en");
  const link = document.getElementById("lone");
  link.hidden = lone === 0;
  link.textContent = `${count(lone, "event")} without an alert`;
  if (open + closed === 0) document.getElementById("how").open = true;
  announce(alerts);
}

function announce(alerts) {
  const fresh = newest === null ? [] : alerts.filter((alert) => alert.id > newest);
  newest = Math.max(newest ?? 0, ...alerts.map((alert) => alert.id));
  if (fresh.length === 1) say(`New ${fresh[0].priority} alert ${fresh[0].id}: ${fresh[0].summary}`);
  else if (fresh.length) say(`${fresh.length} new alerts`);
}

function say(text) {
  document.getElementById("said").textContent = text;
}

/** The result of `work`; a failure is shown, and gives undefined. It stays until the same kind of work succeeds. */
async function guarded(kind, work) {
  try {
    const result = await work();
    if (!isCut && trouble.dataset.kind === kind) trouble.hidden = true;
    return result;
  } catch (failure) {
    showTrouble(failure, kind);
    return undefined;
  }
}

function showTrouble(failure, kind = "text") {
  if (isCut) return;
  trouble.dataset.kind = kind;
  trouble.replaceChildren(make("strong", {}, "That did not work. "), `${failure.message} Try it again.`);
  trouble.hidden = false;
}

function showCut(cut) {
  isCut = cut;
  if (cut) {
    const todo = "Trying again… If this stays, start practice again and open the page from there: its address may be another.";
    trouble.replaceChildren(make("strong", {}, "The connection to practice is cut. "), todo);
  }
  trouble.hidden = !cut;
}

function heard(numbers) {
  renewList();
  const number = chosen();
  if (number !== null && (numbers === null || number === "lone" || numbers.includes(number))) renewDetail();
}

function target() {
  return list.focused ?? (typeof chosen() === "number" ? chosen() : null);
}

window.addEventListener("hashchange", choose);
watchKeys({ list, target, act });
setInterval(renewTimes, renewEvery);
await renewDetail();
listen(heard, showCut);
const setup = await guarded("setup", () => ask("/page/setup"));
if (setup) {
  explain(document.getElementById("how-text"), setup);
  document.getElementById("source").append(...setup.sources.map(({ id, name }) => make("option", { value: id }, name)));
}
