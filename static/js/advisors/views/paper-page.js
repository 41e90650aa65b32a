// A whole case on paper, or in a file: who wrote what and when, with its photos. For access requests and the
// municipality; all cases of one organisation likewise, for whoever is the controller.
import { html, nothing } from "lit";
import { seal, sealWithPassphrase } from "../../crypto/age.js";
import { utf8 } from "../../crypto/bytes.js";
import { recipientBytes } from "../../crypto/keys.js";
import { transcriptOf, wholePage } from "../logic/transcript.js";
import { generatePassphrase } from "../passphrase.js";
import { caseAddress } from "../route.js";
import { logLine } from "./case-log.js";
import { PageElement, say, shortDay } from "./page-element.js";
import { printButton } from "./printing.js";
import { lists, words } from "./words.js";
import "./photo-frame.js";

/** @typedef {import("../logic/transcript.js").Part} Part */

const RECIPIENT_LENGTH = 1216;

class PaperPage extends PageElement {
  static properties = {
    ids: { attribute: false },
    rows: { attribute: false },
    today: {},
    nameOf: { attribute: false },
    read: { attribute: false },
    fileOf: { attribute: false },
    organisation: { state: true },
    parts: { state: true },
    progress: { state: true },
    problem: { state: true },
    passphrase: { state: true },
    withContact: { state: true },
  };

  constructor() {
    super();
    /** @type {string[] | null} the cases; null for those of an organisation */
    this.ids = null;
    /** @type {import("../logic/rows.js").Row[]} */
    this.rows = [];
    this.today = "";
    /** @type {(id: string) => string} */
    this.nameOf = (id) => id;
    /** @type {(id: string) => Promise<import("../reading.js").Conversation>} */
    this.read = () => Promise.reject(new Error());
    /** @type {(id: string) => import("../logic/casefile.js").State | null} */
    this.fileOf = () => null;
    this.organisation = "";
    /** @type {Part[] | null} */
    this.parts = null;
    this.progress = "";
    this.problem = "";
    this.passphrase = "";
    /** Whether it says how whoever wrote can be reached. The resident, who may ask for it, must not learn that. */
    this.withContact = false;
  }

  firstUpdated() {
    if (this.ids) this.#collect(this.ids);
  }

  render() {
    const back = this.ids ? caseAddress(this.ids[0]) : "#";
    return html`<div class="no-print">
        <p><a class="alone" data-back href=${back}>${say(this.ids ? "js.inbox.to_case" : "js.inbox.to_list")}</a></p>
        <h1 tabindex="-1">${say(this.ids ? "js.inbox.paper" : "js.inbox.papers_of")}</h1>
        ${this.ids ? nothing : this.#organisations()}
        <p role="status">${this.progress}</p>
        ${this.problem ? html`<p class="error" role="alert">${say("js.advisors.error")} ${say(this.problem)}</p>` : nothing}
        ${this.parts ? this.#ways() : nothing}
      </div>
      ${this.parts?.map((part) => this.#part(part))}`;
  }

  #organisations() {
    return html`<div class="question">
      <label for="of">${say("js.inbox.by_organisation")}</label>
      <select id="of" @change=${this.#choose}>
        <option value="">${say("js.inbox.choose")}</option>
        ${lists.organisations.map((each) => html`<option value=${each}>${words.organisations[each]}</option>`)}
      </select>
    </div>`;
  }

  #ways() {
    return html`${this.ids ? this.#contact(this.ids) : nothing} ${printButton()}
      <h2>${say("js.inbox.save_file")}</h2>
      <p class="hint">${say("js.inbox.save_hint")}</p>
      <div class="question">
        <label for="recipient">${say("js.inbox.save_recipient")}</label>
        <input type="text" id="recipient" autocomplete="off" spellcheck="false" />
      </div>
      <p class="buttons">
        <button class="button quiet" @click=${this.#saveToRecipient}>${say("js.inbox.save_to")}</button>
        <button class="button quiet" @click=${this.#saveWithPassphrase}>${say("js.inbox.save_words")}</button>
      </p>
      ${
        this.passphrase
          ? html`<p class="notice" role="status">
              ${say("js.inbox.save_said")} <strong class="words" translate="no" data-words>${this.passphrase}</strong>
            </p>`
          : nothing
      }`;
  }

  /** @param {string[]} ids */
  #contact(ids) {
    const choose = () => {
      this.withContact = this.field("with-contact").checked;
      this.#collect(ids);
    };
    return html`<div class="choice">
      <input type="checkbox" id="with-contact" .checked=${this.withContact} @change=${choose} />
      <label for="with-contact">${say("js.inbox.with_contact")}</label>
    </div>`;
  }

  /** @param {Part} part */
  #part({ title, lines }) {
    return html`<article class="transcript">
      <h2>${title}</h2>
      ${lines.map(
        ({ head, body, photo }) =>
          html`<section>
            <h3>${head}</h3>
            ${body.map((text) => html`<p class="text" dir="auto">${text}</p>`)}
            ${photo ? html`<photo-frame .content=${photo} .label=${head} isAsked></photo-frame>` : nothing}
          </section>`,
      )}
    </article>`;
  }

  #choose = () => {
    this.organisation = this.field("of").value;
    const ids = this.rows.filter(({ organisation }) => organisation === this.organisation).map(({ id }) => id);
    this.parts = null;
    if (this.organisation) this.#collect(ids);
  };

  /** @param {string[]} ids */
  async #collect(ids) {
    this.problem = this.passphrase = "";
    /** @type {Part[]} */
    const parts = [];
    const how = {
      ...{ words, nameOf: this.nameOf, day: shortDay, isForResident: Boolean(this.ids) && !this.withContact },
      log: (/** @type {import("../logic/casefile.js").Entry} */ entry) =>
        logLine(entry, { today: "", nameOf: this.nameOf }),
    };
    try {
      for (const id of ids) {
        this.progress = say("js.inbox.collecting", { done: parts.length, total: ids.length });
        const { items } = await this.read(id);
        parts.push(transcriptOf(id, items, this.fileOf(id), how));
      }
      this.parts = parts;
      this.progress = ids.length === 1 ? "" : say("js.inbox.collected", { count: ids.length });
    } catch {
      this.progress = "";
      this.problem = "js.advisors.offline";
    }
  }

  get #plaintext() {
    return utf8(wholePage(this.parts ?? [], document.documentElement.lang));
  }

  #saveToRecipient = async () => {
    const typed = this.field("recipient").value.trim();
    this.problem = this.passphrase = "";
    if (!isHybrid(typed)) {
      this.problem = /^age1/.test(typed) ? "js.inbox.save_classical" : "js.inbox.save_wrong";
      return this.field("recipient").focus();
    }
    this.#download(await seal(this.#plaintext, [typed]));
  };

  #saveWithPassphrase = async () => {
    this.problem = "";
    const passphrase = generatePassphrase();
    this.#download(await sealWithPassphrase(this.#plaintext, passphrase));
    this.passphrase = passphrase;
  };

  /** @param {Uint8Array} envelope */
  #download(envelope) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(
      new Blob([/** @type {BlobPart} */ (envelope)], { type: "application/octet-stream" }),
    );
    link.download = "sag.html.age";
    link.click();
    URL.revokeObjectURL(link.href);
  }
}

/** @param {string} text @returns {boolean} whether it is a recipient that a quantum computer can't open */
function isHybrid(text) {
  try {
    return text.startsWith("age1pq1") && recipientBytes(text).length === RECIPIENT_LENGTH;
  } catch {
    return false;
  }
}

customElements.define("paper-page", PaperPage);
