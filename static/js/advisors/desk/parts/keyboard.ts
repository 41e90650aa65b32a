// Which keys do what. A letter alone acts only where nobody is writing, and whoever speaks to a machine, or whose hand
// slips, can switch it off (WCAG 2.1.4).

/** the keys, and a word of the catalogue's for what they do */
export const KEYS_OF_OURS: [string, string][] = [
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

export function areKeysOn(): boolean {
  return areOn;
}

/** @param on for as long as the page is there */
export function switchKeys(on: boolean) {
  areOn = on;
}

/** @returns whether it is a key of ours, and not of something that is being written */
export function isOurs(event: KeyboardEvent): boolean {
  const { target } = event;
  const isWriting = target instanceof Element && target.closest("input, textarea, select, dialog, [contenteditable]");
  return areOn && !isWriting && !event.ctrlKey && !event.metaKey && !event.altKey;
}

const STEPS: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/**
 * Moves through the rows of a list; an arrow only once a row has the focus, so that it scrolls as ever before that.
 * @returns whether it did
 */
function moveInList(event: KeyboardEvent, list: ParentNode): boolean {
  const step = STEPS[event.key];
  const all = [...list.querySelectorAll<HTMLElement>("ul.cases a.case")];
  const rows = all.filter((row) => row.checkVisibility());
  const at = rows.findIndex((row) => row === document.activeElement);
  if (!step || (at < 0 && event.key !== "j")) return false;
  const next = at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step));
  rows[next]?.focus();
  event.preventDefault();
  return true;
}

/** What a key does in the list. @param ask fetches what is new */
export function keyInList(event: KeyboardEvent, list: ParentNode, ask: () => void) {
  if (moveInList(event, list)) return;
  if (event.key === "/") focusOn(event, list, "#search");
  else if (event.key === "g") ask();
}

/** The same on every other screen. */
export function keyInCase(event: KeyboardEvent, screen: ParentNode) {
  if (event.key === "u" || event.key === "Escape") goBack(event, screen);
  else if (event.key === "s") focusOn(event, screen, "#reply");
  else if (event.key === "n") focusOn(event, screen, "#note");
}

function goBack(event: KeyboardEvent, screen: ParentNode) {
  event.preventDefault();
  screen.querySelector<HTMLElement>("a[data-back]")?.click();
}

function focusOn(event: KeyboardEvent, screen: ParentNode, selector: string) {
  event.preventDefault();
  screen.querySelector<HTMLElement>(selector)?.focus();
}
