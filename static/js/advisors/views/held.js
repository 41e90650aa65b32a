// Beside buttons that write: why nothing is written now. See `Trust.heldBy`.
import { html, nothing } from "lit";
import { say } from "./page-element.js";

/** @param {boolean} held */
export function heldNote(held) {
  return held ? html`<p class="hint" data-held>${say("js.inbox.held")}</p>` : nothing;
}

/** @param {unknown} isOff whether a button does nothing now @returns {"true" | "false"} for `aria-disabled` */
export function off(isOff) {
  return isOff ? "true" : "false";
}
