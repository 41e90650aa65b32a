// Enrolment: the identity is made here, wrapped with a generated passphrase that is typed back, and never leaves
// this page unwrapped. Behind the # of the link stand the one-time token, which is taken out of the address at once, and the
// fingerprint of the portal's key: only the key that it fits goes into the slot, and from then on nobody can change it.
import { html, nothing, type TemplateResult } from "lit";
import { toBase64, toBase64Url } from "../../../crypto/bytes.ts";
import { fingerprint, fingerprintOf, generateIdentity, recipientOf, voiceSeed } from "../../../crypto/keys.ts";
import { verifyingKey } from "../../../crypto/signing.ts";
import { portalLine, textOf, unwrapIdentity, wrapIdentity } from "../../../crypto/slot.ts";
import { fromText } from "../../../crypto/talk.ts";
import { localDay } from "../../../web/days.ts";
import { pageData, portal } from "../../../web/page.ts";
import { Api, ApiError } from "../../session/api.ts";
import { generatePassphrase, normalisePassphrase } from "../../session/passphrase.ts";
import { PageElement, say, shortDay } from "../parts/page-element.ts";
import { qrCode } from "../parts/qr-code.ts";

const PROBLEMS: Record<number, string> = { 0: "js.advisors.offline", 404: "js.enrol.invalid" };

class EnrolPage extends PageElement {
  static properties = {
    screen: { state: true },
    problem: { state: true },
    busy: { state: true },
    isPrinted: { state: true },
  };

  problem = "";
  busy = false;
  isPrinted = false;

  #api = new Api();
  #token = "";
  #name = "";
  #passphrase = "";
  #identity = "";
  #recipient = "";
  #slot: Uint8Array = new Uint8Array();
  #portalKey: Uint8Array = new Uint8Array();

  constructor() {
    super();
    this.screen = "checking";
  }

  async firstUpdated() {
    const [token, pinned] = window.location.hash.slice(1).split("&p=");
    this.#token = token;
    if (!token) return this.turnTo("again"); // it was taken out of the address when the page came first
    history.replaceState(null, "", window.location.pathname);
    const key = fromText(pageData("portal").key);
    if (!key || fingerprintOf(key) !== pinned) return this.turnTo("stranger");
    this.#portalKey = key;
    try {
      ({ name: this.#name } = await this.#api.post("/enrol/invitation", { token: this.#token }));
      this.turnTo("welcome");
    } catch (error) {
      this.turnTo(isRefused(error) ? "invalid" : "offline");
    }
  }

  render() {
    return html`${this.#screens[this.screen]()}
      <p role="status" class="muted">${this.busy ? say("js.advisors.working") : nothing}</p>`;
  }

  #screens: Record<string, () => TemplateResult> = {
    checking: () => html`<p>${say("js.advisors.working")}</p>`,
    invalid: () =>
      html`<h1 tabindex="-1">${say("js.enrol.invalid_title")}</h1>
        <p>${say("js.enrol.invalid")}</p>`,
    again: () =>
      html`<h1 tabindex="-1">${say("js.enrol.again_title")}</h1>
        <p>${say("js.enrol.again")}</p>`,
    stranger: () =>
      html`<h1 tabindex="-1">${say("js.enrol.stranger_title")}</h1>
        <p>${say("js.enrol.stranger")}</p>`,
    offline: () =>
      html`<h1 tabindex="-1">${say("js.enrol.offline_title")}</h1>
        <p>${say("js.advisors.offline")}</p>`,
    welcome: () =>
      html` <h1 tabindex="-1">${say("js.enrol.welcome_title", { name: this.#name })}</h1>
        <p>${say("js.enrol.welcome")}</p>
        <p>${say("js.enrol.earlier_closed")}</p>
        <p class="buttons"><button class="button" @click=${this.#make}>${say("js.enrol.make")}</button></p>`,
    passphrase: () =>
      html` <h1 tabindex="-1">${say("js.enrol.passphrase_title")}</h1>
        <p>${say("js.enrol.passphrase")}</p>
        <p class="code words" data-passphrase>${this.#passphrase}</p>
        <p>${say("js.enrol.passphrase_keep")}</p>
        <p class="buttons">
          <button class="button" @click=${() => this.turnTo("type")}>${say("js.enrol.written_down")}</button>
        </p>`,
    type: () =>
      html` <h1 tabindex="-1">${say("js.enrol.type_title")}</h1>
        <form @submit=${this.#confirm} novalidate>
          <div class="question ${this.problem ? "wrong" : ""}">
            <label for="typed">${say("js.enrol.type_label")}</label>
            ${this.#problemLine()}
            <input
              type="password"
              id="typed"
              autocomplete="new-password"
              aria-describedby="problem"
              aria-invalid=${this.problem ? "true" : "false"}
            />
          </div>
          <p class="buttons">
            <button class="button" aria-disabled=${this.busy ? "true" : "false"}>${say("js.enrol.finish")}</button>
            <button class="button quiet" type="button" @click=${() => this.turnTo("passphrase")}>
              ${say("js.enrol.see_again")}
            </button>
          </p>
        </form>`,
    done: () =>
      html` <h1 tabindex="-1">${say("js.enrol.done_title")}</h1>
        <div class="no-print">
          <p>${say("js.enrol.done")}</p>
          <p class="notice">${say("js.enrol.waits")}</p>
          <p class="buttons">
            <button class="button" @click=${() => window.print()}>${say("js.enrol.print")}</button>
          </p>
          <div class="choice">
            <input type="checkbox" id="printed" @change=${() => (this.isPrinted = this.field("printed").checked)} />
            <label for="printed">${say("js.enrol.printed")}</label>
          </div>
          <p class="buttons">
            ${
              this.isPrinted
                ? html`<a class="button quiet" href="/inbox">${say("js.enrol.to_inbox")}</a>`
                : html`<button class="button quiet" disabled>${say("js.enrol.to_inbox")}</button>`
            }
          </p>
        </div>
        <section class="sheet" aria-label=${say("js.enrol.sheet_title")}>
          <h2>${say("js.enrol.sheet_title")}</h2>
          <p>${say("js.enrol.sheet", { name: this.#name })}</p>
          ${qrCode(textOf(this.#identity, this.#portalKey), say("js.enrol.sheet_qr"))}
          <p class="key groups" data-identity dir="ltr">
            ${(this.#identity.match(/.{1,4}/g) ?? []).map((each) => html`<span>${each}</span> `)}
          </p>
          <p class="key" data-portal-line dir="ltr">${portalLine(this.#portalKey)}</p>
          <p>${say("js.enrol.sheet_use", { site: portal.host })}</p>
          <p>${say("js.enrol.sheet_made", { day: shortDay(localDay()) })}</p>
          <p>
            ${say("js.advisors.fingerprint")}
            <bdi dir="ltr" class="fingerprint" data-own>${fingerprint(this.#recipient)}</bdi>
          </p>
          <p>
            ${say("js.advisors.portal_fingerprint")}
            <bdi dir="ltr" class="fingerprint" data-portal>${fingerprintOf(this.#portalKey)}</bdi>
          </p>
        </section>`,
  };

  #problemLine() {
    return html`<p class="error" id="problem" role="alert" ?hidden=${!this.problem}>
      ${this.problem ? `${say("js.advisors.error")} ${say(this.problem)}` : ""}
    </p>`;
  }

  #make = async () => {
    this.#identity = await generateIdentity();
    this.#recipient = await recipientOf(this.#identity);
    this.#passphrase = generatePassphrase();
    await this.#whileBusy(async () => {
      this.#slot = await wrapIdentity(this.#identity, this.#portalKey, this.#passphrase);
    });
    this.turnTo("passphrase");
  };

  #confirm = async (event: Event) => {
    event.preventDefault();
    if (this.busy) return;
    const typed = this.field("typed").value;
    this.problem = "";
    await this.#whileBusy(async () => {
      if (!(await this.#opensWith(typed))) this.problem = "js.enrol.type_wrong";
      else await this.#enrol();
    });
    if (this.problem) this.field("typed").focus();
  };

  // Not a comparison of texts: what was typed has to open what will be stored.
  async #opensWith(typed: string) {
    try {
      const opened = await unwrapIdentity(this.#slot, normalisePassphrase(typed));
      return opened.identity === this.#identity;
    } catch {
      return false;
    }
  }

  async #enrol() {
    try {
      const voice = toBase64Url(verifyingKey(voiceSeed(this.#identity)));
      const slot = toBase64(this.#slot);
      await this.#api.post("/enrol", { token: this.#token, recipient: this.#recipient, voice, slot });
      this.#passphrase = "";
      await this.turnTo("done");
    } catch (error) {
      this.problem = (error instanceof ApiError && PROBLEMS[error.status]) || "js.advisors.failed";
    }
  }

  async #whileBusy(work: () => Promise<void>) {
    this.busy = true;
    await this.shown(); // the key derivation keeps the page busy
    try {
      await work();
    } finally {
      this.busy = false;
    }
  }
}

function isRefused(error: unknown) {
  return error instanceof ApiError && [400, 404].includes(error.status);
}

customElements.define("enrol-page", EnrolPage);
