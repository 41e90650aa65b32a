// Leaves the site at once: wipes the page, then replaces it. Wiping comes first, so that it works without network.

const PRESSES = 3;
const WINDOW_MS = 5000; // from one press to the next

let isLeaving = false;

/** Wires every [data-exit] link, now or later on the page, and pressing Shift three times. */
export function startQuickExit() {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-exit]");
    if (!(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    leave(link.href);
  });
  // Nothing may ask questions now.
  window.addEventListener("beforeunload", (event) => isLeaving && event.stopImmediatePropagation(), { capture: true });
  listenForShift();
}

// A press counts when the key comes up and nothing else was pressed with it: who writes capitals is not leaving.
function listenForShift() {
  let presses: number[] = [];
  let isAlone = false;
  document.addEventListener("keydown", ({ key, repeat }) => {
    if (key !== "Shift") presses = [];
    isAlone = key === "Shift" && (isAlone || !repeat);
  });
  document.addEventListener("keyup", ({ key, timeStamp }) => {
    if (key !== "Shift" || !isAlone) return;
    const last = presses.at(-1);
    presses = last !== undefined && timeStamp - last > WINDOW_MS ? [timeStamp] : [...presses, timeStamp];
    const link = document.querySelector("a[data-exit]");
    if (!(link instanceof HTMLAnchorElement)) return;
    if (presses.length >= PRESSES) leave(link.href);
    else if (presses.length === PRESSES - 1) announce(link.dataset.oneMore ?? "");
  });
}

function announce(sentence: string) {
  const status = document.querySelector("[data-exit-status]");
  if (status) status.textContent = sentence;
}

function leave(target: string) {
  isLeaving = true;
  document.title = "";
  document.body.replaceChildren();
  window.location.replace(target);
}
