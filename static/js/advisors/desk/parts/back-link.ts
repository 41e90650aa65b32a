// The way back to the list, as it was filtered last. The keys that lead there take the same one.
import { html } from "lit";
import { say } from "./page-element.ts";

/** @param back address of the list */
export function backToList(back: string) {
  return html`<p class="no-print"><a class="alone" data-back href=${back}>${say("js.inbox.to_list")}</a></p>`;
}
