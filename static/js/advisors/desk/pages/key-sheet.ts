// The sheet that lists the keys; "?" opens it.
import { html } from "lit";
import { KEYS_OF_OURS, areKeysOn, isOurs, switchKeys } from "../parts/keyboard.ts";
import { PageElement, say } from "../parts/page-element.ts";

export function keySheet() {
  return html`<key-sheet></key-sheet>`;
}

class KeySheet extends PageElement {
  #end = new AbortController();

  connectedCallback() {
    super.connectedCallback();
    const open = (event: KeyboardEvent) => event.key === "?" && isOurs(event) && this.#open();
    window.addEventListener("keydown", open, { signal: this.#end.signal });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#end.abort();
  }

  render() {
    return html`<button class="link" @click=${this.#open}>${say("js.inbox.keys")}</button>
      <dialog aria-labelledby="keys-title">
        <h2 id="keys-title">${say("js.inbox.keys")}</h2>
        <dl class="keys">
          ${KEYS_OF_OURS.map(
            ([keys, what]) =>
              html`<div>
                <dt>${keys.split(" ").map((key) => html`<kbd>${key}</kbd> `)}</dt>
                <dd>${say(`js.inbox.key_${what}`)}</dd>
              </div>`,
          )}
        </dl>
        <div class="choice">
          <input
            type="checkbox"
            id="keys-on"
            .checked=${areKeysOn()}
            @change=${() => switchKeys(this.field("keys-on").checked)}
          />
          <label for="keys-on">${say("js.inbox.keys_on")}</label>
        </div>
        <form method="dialog"><button class="button">${say("js.inbox.close_sheet")}</button></form>
      </dialog>`;
  }

  #open = () => {
    this.querySelector("dialog")?.showModal();
  };
}

customElements.define("key-sheet", KeySheet);
