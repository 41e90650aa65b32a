// Which keys do what, in a sheet that "?" opens.
import { html } from "lit";
import { PageElement, say } from "./page-element.js";

/** @type {[string, string][]} */
const ROWS = [
  ...[
    ["j ↓", "next"],
    ["k ↑", "previous"],
    ["Enter", "open"],
    ["/", "search"],
    ["g", "fetch"],
  ],
  ...[
    ["u Esc", "list"],
    ["s", "reply"],
    ["n", "note"],
    ["?", "sheet"],
  ],
].map(([keys, what]) => [keys, what]);

class KeySheet extends PageElement {
  #end = new AbortController();

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener("keydown", this.#key, { signal: this.#end.signal });
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
          ${ROWS.map(
            ([keys, what]) =>
              html`<div>
                <dt>${keys.split(" ").map((key) => html`<kbd>${key}</kbd> `)}</dt>
                <dd>${say(`js.inbox.key_${what}`)}</dd>
              </div>`,
          )}
        </dl>
        <form method="dialog"><button class="button">${say("js.inbox.close_sheet")}</button></form>
      </dialog>`;
  }

  #open = () => {
    /** @type {HTMLDialogElement} */ (this.querySelector("dialog")).showModal();
  };

  #key = (/** @type {KeyboardEvent} */ event) => {
    const isWriting = /** @type {HTMLElement} */ (event.target).closest?.("input, textarea, select, dialog");
    if (event.key === "?" && !isWriting) this.#open();
  };
}

customElements.define("key-sheet", KeySheet);
