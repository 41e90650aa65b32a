// Which keys do what. A letter alone acts only where nobody is writing, and whoever speaks to a machine, or whose hand
// slips, can switch it off (WCAG 2.1.4).

/** @type {[string, string][]} the keys, and a word of the catalogue's for what they do */
export const ROWS = [
  ["j ↓", "next"],
  ["k ↑", "previous"],
  ["Enter", "open"],
  ["/", "search"],
  ["g", "fetch"],
  ["u Esc", "list"],
  ["s", "reply"],
  ["n", "note"],
  ["?", "sheet"],
];

let areOn = true;

/** @returns {boolean} */
export function areKeysOn() {
  return areOn;
}

/** @param {boolean} on for as long as the page is there */
export function switchKeys(on) {
  areOn = on;
}

/** @param {KeyboardEvent} event @returns {boolean} whether it is a key of ours, and not of something that is being written */
export function isOurs(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const isWriting = target.closest?.("input, textarea, select, dialog, [contenteditable]");
  return areOn && !isWriting && !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** @type {Record<string, number>} */
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/**
 * Moves through the rows of a list; an arrow only once a row has the focus, so that it scrolls as ever before that.
 * @param {KeyboardEvent} event
 * @param {ParentNode} list
 * @returns {boolean} whether it did
 */
export function moveInList(event, list) {
  const step = STEPS[event.key];
  const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("ul.cases a.case")]);
  const rows = all.filter((row) => row.checkVisibility());
  const at = rows.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (!step || (at < 0 && event.key !== "j")) return false;
  const next = at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step));
  rows[next]?.focus();
  event.preventDefault();
  return true;
}
