// Making elements. Texts are set as text: nothing that comes from an event is ever read as HTML.

/** An element with attributes (`true` sets an empty one, null leaves it out) and children: elements or texts. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A button that does `work` when it is pressed. */
export function button(text, work, attributes = {}) {
  const element = make("button", { type: "button", ...attributes }, text);
  element.addEventListener("click", work);
  return element;
}

/** A text of somebody else: on its own as far as the direction of writing goes. */
export function foreign(text, attributes = {}) {
  return make("bdi", attributes, text);
}

/** A long text that can be scrolled; in pieces, so that the browser lays out only what is seen. */
export function longText(text) {
  const box = make("pre", { class: "long", tabindex: "0" });
  for (let start = 0; start < text.length; ) {
    let end = Math.min(text.length, start + 8000);
    const lineEnd = text.slice(start, end).lastIndexOf("\n");
    if (end < text.length && lineEnd > 0) end = start + lineEnd + 1;
    else if (end < text.length && isHalf(text.charCodeAt(end - 1))) end += 1;
    box.append(make("span", { class: "piece" }, text.slice(start, end)));
    start = end;
  }
  return box;
}

function isHalf(unit) {
  return unit >= 0xd800 && unit <= 0xdbff;
}

const absolute = new Set(["http:", "https:", "mailto:"]);

/** The address if a click on it can do no harm, else null. */
export function safeAddress(text, schemes = absolute) {
  try {
    return schemes.has(new URL(text).protocol) ? new URL(text).href : null;
  } catch {
    return null;
  }
}

/** A link that opens elsewhere and tells nobody where it came from. */
export function link(address, ...children) {
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
