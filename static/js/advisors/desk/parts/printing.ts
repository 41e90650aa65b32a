// What goes on paper is what the portal key has signed: phone, questions, the words of cards and posters.
import { html } from "lit";
import { say } from "./page-element.ts";
import { settings } from "./settings.ts";

/** @param key of what the button says */
export function printButton(key: string = "js.inbox.print") {
  if (!settings.areSigned) return html`<p class="error">${say("js.inbox.settings_unsigned")}</p>`;
  return html`<p class="buttons no-print">
    <button class="button" @click=${() => window.print()}>${say(key)}</button>
  </p>`;
}
