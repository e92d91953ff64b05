// Small drawings, so that nothing is told by its colour alone.

const paths = {
  PENDING: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm-.9 3h1.8v4.6H7.1zm0 5.8h1.8v1.8H7.1z",
  ACCEPTED: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm0 1.8v9.4a4.7 4.7 0 0 1 0-9.4z",
  RESOLVED: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm3.2 4.1 1.1 1.2-5.1 5-3.4-3.3 1.2-1.2 2.2 2.2z",
  HIGH: "M8 2.5 14 9h-3.6v4.5H5.6V9H2z",
  LOW: "M8 13.5 2 7h3.6V2.5h4.8V7H14z",
  NO_IMAGE: "M2 3h12v10H2zm1.4 1.4v6l2.6-2.6 2 2 2-2 2.6 2.6v-6zM5 5.4a1 1 0 1 1 0 2 1 1 0 0 1 0-2zM1.5.6.6 1.5l13.9 13.9.9-.9z",
};

/** The drawing with this name; what it means stands beside it as text. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[name]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}
