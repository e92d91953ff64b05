// The switch that makes practice misbehave, and the drills: fills the section `drills` of the page.

import { ask, askText, NoAnswer } from "./ask.js";
import { button, foreign, make } from "./build.js";
import { inTurn } from "./live.js";

const section = document.getElementById("drills");
const bands = make("div", { class: "bands", role: "status" });
const fault = make("p", { class: "drill-fault", role: "alert", hidden: true });
const report = make("section", { class: "drill-report", "aria-label": "Report of the last drill", hidden: true });
const slow = [
  ["20", "after 20 s: in time for most programs"],
  ["40", "after 40 s: too late for most programs"],
];
let choices = null;
let state = null;
// The server's clock minus this computer's, in milliseconds.
let ahead = 0;
let ticking = null;
let lastReport = null;

const renew = inTurn(async () => {
  try {
    await (state === null ? begin() : ask("/page/state").then(show));
  } catch (failure) {
    // The page says when the connection is cut, and the next news asks again.
    if (!(failure instanceof NoAnswer)) showFault(failure);
  }
});

async function guarded(work) {
  try {
    await work();
    fault.hidden = true;
  } catch (failure) {
    showFault(failure);
  }
}

function showFault(failure) {
  fault.replaceChildren(make("strong", {}, "That did not work. "), `${failure.message} Try it again.`);
  fault.hidden = false;
}

async function show(fresh) {
  const shown = whatIsOn(state);
  state = fresh;
  ahead = Date.parse(state.now) - Date.now();
  if (shown !== whatIsOn(state)) showBands();
  const isNew = lastReport !== null && state.last_report !== lastReport;
  lastReport = state.last_report;
  section.querySelector("#last-report").hidden = lastReport === "";
  section.querySelector("#start-drill").disabled = state.drill !== null;
  // Who is typing goes on typing.
  if (isNew) await showReport({ takesFocus: document.activeElement?.matches("input, select") !== true });
  keepTime();
}

function whatIsOn(from) {
  return from === null ? "" : JSON.stringify([from.misbehaviour, from.drill, from.fault]);
}

function showBands() {
  const { misbehaviour, drill, fault: cut } = state;
  const focused = bands.contains(document.activeElement) ? document.activeElement.id : null;
  const isExplained = bands.querySelector("details")?.open;
  bands.replaceChildren(
    ...[
      cut && make("div", { class: "band misbehaves" }, make("p", {}, cut)),
      misbehaviour && misbehaviourBand(misbehaviour, drill),
      drill && drillBand(drill),
    ].filter(Boolean),
  );
  if (isExplained) bands.querySelector("details")?.setAttribute("open", "");
  // Who works without a mouse goes on from where they were.
  if (focused !== null) (document.getElementById(focused) ?? section.querySelector(".drill-forms > summary")).focus();
}

function misbehaviourBand({ label, sentence, until }, drill) {
  return make(
    "div",
    { class: "band misbehaves" },
    make("p", {}, make("strong", {}, `Practice misbehaves: ${label}. `), `${sentence} `, left(until, "Ends in", drill ? "" : "It lasts until it is switched off.")),
    button("Switch off", () => change("/page/misbehaviour", "DELETE"), { id: "switch-off" }),
  );
}

function drillBand({ title, description, mark, ends, told }) {
  const messages = told.toReversed().map(({ time, text }) =>
    make("li", {}, make("time", { datetime: time }, clockOf(time)), " ", foreign(text)),
  );
  return make(
    "div",
    { class: "band drill-runs" },
    make(
      "div",
      {},
      make("p", {}, make("strong", {}, "Drill: ", foreign(title), ". "), left(ends, "Left:", "")),
      messages.length ? make("ol", { class: "told", reversed: true }, ...messages) : null,
      make("details", {}, make("summary", {}, "What this drill is about"), make("p", { class: "lines" }, foreign(description || "It has no description."))),
      mark ? make("p", {}, "Every summary gets the mark ", foreign(mark), ".") : null,
    ),
    button("End the drill", () => change("/page/drill", "DELETE"), { id: "end-drill" }),
  );
}

function left(until, before, without) {
  if (until === null) return without;
  // Who listens to the page is not told each second.
  return make("span", { role: "timer", "aria-live": "off" }, `${before} `, make("span", { "data-until": until }, countdown(until)));
}

function countdown(until) {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - Date.now() - ahead) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function clockOf(time) {
  return new Date(time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

function keepTime() {
  const isCounting = bands.querySelector("[data-until]") !== null;
  if (isCounting && ticking === null) ticking = setInterval(tick, 1000);
  if (!isCounting && ticking !== null) {
    clearInterval(ticking);
    ticking = null;
  }
}

function tick() {
  for (const shown of bands.querySelectorAll("[data-until]")) shown.textContent = countdown(shown.dataset.until);
}

function change(path, method, body) {
  return guarded(async () => show(await ask(path, method, body)));
}

async function showReport({ takesFocus = true } = {}) {
  const { text, passed } = await ask("/page/drill/report");
  report.replaceChildren(
    make("h2", { tabindex: "-1" }, passed ? "The drill is over: well done" : "The drill is over: something was missed"),
    make("pre", {}, foreign(text)),
    make("p", { class: "drill-row" }, button("Save as Markdown", () => guarded(saveReport)), button("Close", closeReport)),
  );
  report.hidden = false;
  if (takesFocus) report.querySelector("h2").focus();
}

function closeReport() {
  report.hidden = true;
  section.querySelector(".drill-forms > summary").focus();
}

async function saveReport() {
  const text = await askText("/page/drill/report.md");
  const address = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  make("a", { href: address, download: "drill-report.md" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function choice(id, label, options, heard) {
  const select = make("select", { id }, ...options.map(([value, text]) => make("option", { value }, text)));
  if (heard) select.addEventListener("change", heard);
  return make("span", { class: "choice" }, make("label", { for: id }, label), select);
}

const valueOf = (id) => section.querySelector(`#${id}`).value;

function switchForm() {
  const said = make("p", { class: "muted", id: "mode-sentence" });
  const late = choice("delay", "Answers", slow);
  const explain = () => {
    said.textContent = choices.modes.find(({ mode }) => mode === valueOf("mode")).sentence;
    late.hidden = valueOf("mode") !== "slow";
  };
  const modes = choice("mode", "How", choices.modes.map(({ mode, label }) => [mode, label]), explain);
  const minutes = choice("minutes", "For", choices.minutes.map((count) => [count, count === 1 ? "1 minute" : `${count} minutes`]));
  const start = button("Switch on", () =>
    change("/page/misbehaviour", "PUT", {
      mode: valueOf("mode"),
      seconds: Number(valueOf("minutes")) * 60,
      delay: Number(valueOf("delay")),
    }),
  );
  start.id = "switch-on";
  const form = make("div", {}, make("h2", {}, "Make practice misbehave"), make("p", { class: "drill-row" }, modes, late, minutes, start), said);
  return { form, explain };
}

function drillForm() {
  const said = make("p", { class: "muted lines", id: "drill-description" });
  const explain = () => {
    const chosen = choices.drills.find(({ name }) => name === valueOf("drill"));
    said.textContent = `${chosen.description} It takes ${chosen.minutes} minutes.`;
  };
  const drills = choice("drill", "Drill", choices.drills.map(({ name, title }) => [name, title]), explain);
  const start = button("Start the drill", async () => {
    await change("/page/drill", "POST", { name: valueOf("drill") });
    // What the drill says is at the top, and the alerts should be near it.
    if (state.drill !== null) section.querySelector(".drill-forms").open = false;
  });
  start.id = "start-drill";
  const last = button("Show the last report", () => guarded(showReport), { id: "last-report", hidden: true });
  const form = make("div", {}, make("h2", {}, "Drills"), make("p", { class: "drill-row" }, drills, start, last), said);
  return { form, explain };
}

async function begin() {
  choices ??= await ask("/page/drills");
  fault.hidden = true;
  const forms = [switchForm(), drillForm()];
  section.replaceChildren(
    bands,
    fault,
    report,
    make("details", { class: "drill-forms" }, make("summary", {}, "Drills and misbehaviour"), ...forms.map(({ form }) => form)),
  );
  for (const { explain } of forms) explain();
  await show(await ask("/page/state"));
}

section.replaceChildren(fault);
document.addEventListener("practice-news", renew);
await renew();
