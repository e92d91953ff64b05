// The one place where HTML is set: Markdown that practice has rendered and sanitised.

import { make } from "./build.js";
import { noImage } from "./media.js";

const policy = window.trustedTypes?.createPolicy("markdown", { createHTML: (html) => html });

/** An element with what practice made of a Markdown text. */
export function rendered(html) {
  const element = make("div", { class: "markdown", dir: "auto" });
  element.innerHTML = policy ? policy.createHTML(html) : html;
  for (const image of element.querySelectorAll("img")) {
    if (!image.getAttribute("src")) image.replaceWith(noImage(image.alt, "it has no address that starts with http"));
    else image.addEventListener("error", () => image.replaceWith(noImage(image.alt, image.src)), { once: true });
  }
  for (const table of element.querySelectorAll("table")) {
    const frame = make("div", { class: "table-frame", tabindex: "0", role: "group", "aria-label": "Table" });
    table.replaceWith(frame);
    frame.append(table);
  }
  return element;
}
