// How to raise an alert: a line for a shell, with this address and the key of a source.

import { button, make } from "./build.js";

/** Fill the explanation; `address` is practice's, `sources` have `name` and `key`. */
export function explain(place, { address, sources }) {
  const line = make("code", {});
  const choice = make("select", {}, ...sources.map(({ name }, at) => make("option", { value: at }, name)));
  const write = () => {
    line.textContent = curl(address, sources[choice.value].key);
  };
  choice.addEventListener("change", write);
  write();
  const said = make("span", { role: "status" });
  const copy = button("Copy", async () => {
    try {
      await navigator.clipboard.writeText(line.textContent);
      said.textContent = "Copied.";
    } catch {
      getSelection().selectAllChildren(line);
      said.textContent = "The browser does not let it be copied: it is selected, press Ctrl+C.";
    }
  });
  place.replaceChildren(
    make("p", {}, "In ilert Desktop, choose Practice as the source and raise an alert. Or run this line in a shell:"),
    make("label", {}, make("span", {}, "Key of"), choice),
    make("pre", { tabindex: "0" }, line),
    make("p", {}, copy, " ", said),
  );
}

function curl(address, key) {
  const event = { apiKey: key, eventType: "ALERT", summary: "My first practice alert", alertKey: "first" };
  return `curl ${address}/api/events -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(event))}`;
}

function quoted(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
