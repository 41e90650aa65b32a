// A whole case on paper, or in a file: who wrote what and when, with its photos. For access requests and the
// municipality; all cases of one organisation likewise, for whoever is the controller.
import { html, nothing } from "lit";
import { seal, sealWithPassphrase } from "../../../crypto/age.ts";
import { utf8 } from "../../../crypto/bytes.ts";
import { recipientBytes } from "../../../crypto/keys.ts";
import type { CaseConversation } from "../../logic/case.ts";
import type { CaseState, LogLine } from "../../logic/casefile.ts";
import type { Row } from "../../logic/rows.ts";
import { transcriptOf, wholePage, type TranscriptPart } from "../../logic/transcript.ts";
import { generatePassphrase } from "../../session/passphrase.ts";
import { say, shortDay } from "../parts/page-element.ts";
import { photoFrame } from "../parts/photo-frame.ts";
import { printButton } from "../parts/printing.ts";
import { caseAddress } from "../parts/route.ts";
import { lists, settings } from "../parts/settings.ts";
import { View } from "../parts/view.ts";
import type { Viewer } from "../parts/viewer.ts";
import { logLine } from "./log.ts";

const RECIPIENT_LENGTH = 1216;

export interface PaperProps {
  ids: string[] | null; // the cases; null for those of an organisation
  rows: Row[];
  viewer: Viewer;
  read: (id: string) => Promise<CaseConversation>;
  fileOf: (id: string) => CaseState | null;
}

export function paperPage(props: PaperProps) {
  return html`<paper-page .props=${props}></paper-page>`;
}

class PaperPage extends View<PaperProps> {
  static properties = {
    organisation: { state: true },
    parts: { state: true },
    progress: { state: true },
    problem: { state: true },
    passphrase: { state: true },
    withContact: { state: true },
  };

  organisation = "";
  parts: TranscriptPart[] | null = null;
  progress = "";
  problem = "";
  passphrase = "";
  /** Whether it says how whoever wrote can be reached. The resident, who may ask for it, must not learn that. */
  withContact = false;

  firstUpdated() {
    if (this.props.ids) this.#collect(this.props.ids);
  }

  render() {
    const back = this.props.ids ? caseAddress(this.props.ids[0]) : this.props.viewer.back;
    return html`<div class="no-print">
        <p>
          <a class="alone" data-back href=${back}>${say(this.props.ids ? "js.inbox.to_case" : "js.inbox.to_list")}</a>
        </p>
        <h1 tabindex="-1">${say(this.props.ids ? "js.inbox.paper" : "js.inbox.papers_of")}</h1>
        ${this.props.ids ? nothing : this.#organisations()}
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
        ${lists.organisations.map((each) => html`<option value=${each}>${settings.organisations[each]}</option>`)}
      </select>
    </div>`;
  }

  #ways() {
    return html`${this.props.ids ? this.#contact(this.props.ids) : nothing} ${printButton()}
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

  #contact(ids: string[]) {
    const choose = () => {
      this.withContact = this.field("with-contact").checked;
      this.#collect(ids);
    };
    return html`<div class="choice">
      <input type="checkbox" id="with-contact" .checked=${this.withContact} @change=${choose} />
      <label for="with-contact">${say("js.inbox.with_contact")}</label>
    </div>`;
  }

  #part({ title, lines }: TranscriptPart) {
    return html`<article class="transcript">
      <h2>${title}</h2>
      ${lines.map(
        ({ head, body, photo }) =>
          html`<section>
            <h3>${head}</h3>
            ${body.map((text) => html`<p class="text" dir="auto">${text}</p>`)}
            ${photo ? photoFrame({ content: photo, label: head, isAsked: true }) : nothing}
          </section>`,
      )}
    </article>`;
  }

  #choose = () => {
    this.organisation = this.field("of").value;
    const ids = this.props.rows.filter(({ organisation }) => organisation === this.organisation).map(({ id }) => id);
    this.parts = null;
    if (this.organisation) this.#collect(ids);
  };

  async #collect(ids: string[]) {
    this.problem = this.passphrase = "";
    const parts: TranscriptPart[] = [];
    const how = {
      ...{
        words: settings,
        nameOf: this.props.viewer.nameOf,
        day: shortDay,
        isForResident: Boolean(this.props.ids) && !this.withContact,
      },
      log: (entry: LogLine) => logLine(entry, { today: "", nameOf: this.props.viewer.nameOf }),
    };
    try {
      for (const id of ids) {
        this.progress = say("js.inbox.collecting", { done: parts.length, total: ids.length });
        const { items } = await this.props.read(id);
        parts.push(transcriptOf(id, items, this.props.fileOf(id), how));
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

  #download(envelope: Uint8Array) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([envelope as BlobPart], { type: "application/octet-stream" }));
    link.download = "sag.html.age";
    link.click();
    URL.revokeObjectURL(link.href);
  }
}

/** @returns whether it is a recipient that a quantum computer can't open */
function isHybrid(text: string): boolean {
  try {
    return text.startsWith("age1pq1") && recipientBytes(text).length === RECIPIENT_LENGTH;
  } catch {
    return false;
  }
}

customElements.define("paper-page", PaperPage);
