// Beside buttons that write: why nothing is written now. See `Trust.heldBy`.
import { html, nothing } from "lit";
import { say } from "./page-element.ts";

export function heldNote(held: boolean) {
  return held ? html`<p class="hint" data-held>${say("js.inbox.held")}</p>` : nothing;
}

/** @param isOff whether a button does nothing now @returns for `aria-disabled` */
export function off(isOff: unknown): "true" | "false" {
  return isOff ? "true" : "false";
}
