// Images and links of an alert.

import { foreign, link, make, safeAddress } from "./build.js";
import { icon } from "./icons.js";

const web = new Set(["http:", "https:"]);

/** What stands where an image can't be shown: its text, and its address or why there is none. */
export function noImage(alt, why) {
  const said = safeAddress(why, web) ? `Image can't be loaded from ${why}` : `Image can't be shown: ${why}`;
  return make("span", { class: "no-image" }, icon("NO_IMAGE"), foreign(alt || "Image"), make("small", {}, said));
}

/** The images of an alert. */
export function imageList(images) {
  return make("ul", { class: "images" }, ...images.map((image) => make("li", {}, figure(image))));
}

/** The links of an alert. */
export function linkList(links) {
  return make("ul", { class: "links" }, ...links.map((given) => make("li", {}, oneLink(given))));
}

function figure({ src, href, alt }) {
  const box = make("figure");
  const leadsTo = href ? safeAddress(href, web) : null;
  const fill = (shown, caption) =>
    box.replaceChildren(leadsTo ? link(leadsTo, shown) : shown, ...(caption ? [make("figcaption", {}, foreign(caption))] : []));
  const source = safeAddress(src, web);
  if (!source) fill(noImage(alt, `“${src}” is no address that starts with http`));
  else fill(image(source, alt, () => fill(noImage(alt, source))), alt);
  return box;
}

function image(source, alt, missing) {
  const name = alt || "Image of the alert, without a description";
  const element = make("img", { loading: "lazy", referrerpolicy: "no-referrer", alt: name });
  element.addEventListener("error", missing, { once: true });
  element.src = source;
  return element;
}

function oneLink({ href, text }) {
  const address = safeAddress(href);
  if (!address) {
    return make("span", {}, foreign(text || href), make("small", {}, " not opened: no http, https or mailto address"));
  }
  const shown = link(address, foreign(text || href));
  return text ? make("span", {}, shown, make("small", { class: "address" }, address)) : shown;
}
