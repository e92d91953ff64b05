// The keys of the page. Letters count in the list and in the shown alert only, never where something is typed.

/**
 * Have the keys work.
 *
 * `list` is the list; `target` gives the number of the alert that a letter is for, `act` does what it says.
 */
export function watchKeys({ list, target, act }) {
  const letters = { a: "accept", r: "resolve" };
  document.getElementById("main").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typed(event.target)) return;
    const inList = event.target.closest("#list");
    const action = letters[event.key.toLowerCase()];
    const number = target();
    if (inList && event.key === "ArrowDown") list.move(1);
    else if (inList && event.key === "ArrowUp") list.move(-1);
    else if (inList && event.key === "Home") list.move(-Infinity);
    else if (inList && event.key === "End") list.move(Infinity);
    else if (event.key === "Escape" && event.target.closest("#detail")) back(list);
    else if (action && number && (inList || event.target.closest("#detail"))) act(action, number);
    else return;
    event.preventDefault();
  });
}

function typed(element) {
  return element.closest("input, select, textarea") !== null;
}

function back(list) {
  if (!document.getElementById("list").offsetParent) location.hash = "";
  requestAnimationFrame(() => list.move(0));
}
