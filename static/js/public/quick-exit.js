// Leaves the site at once: wipes the page, then replaces it. Wiping comes first, so that it works without network.

const PRESSES = 3;
const WINDOW_MS = 1500;

let isLeaving = false;

/** Wires every [data-exit] link and pressing Shift three times. */
export function startQuickExit() {
  const link = document.querySelector("[data-exit]");
  if (!(link instanceof HTMLAnchorElement)) return;
  const target = link.href;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(target);
  });
  // Nothing may ask questions now.
  window.addEventListener("beforeunload", (event) => isLeaving && event.stopImmediatePropagation(), { capture: true });
  /** @type {number[]} */
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    presses =
      event.key === "Shift" ? [...presses.filter((at) => event.timeStamp - at < WINDOW_MS), event.timeStamp] : [];
    if (presses.length >= PRESSES) leave(target);
  });
}

/** @param {string} target */
function leave(target) {
  isLeaving = true;
  document.title = "";
  document.body.replaceChildren();
  window.location.replace(target);
}
