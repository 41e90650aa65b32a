// Asks an advisor, before anything is written: for the portal's fingerprint where the key came without it, and whether the
// list is the one they know where this browser has never seen one.
import { html, nothing } from "lit";
import type { Trust } from "../../session/trust.ts";
import { say, shortDay } from "../parts/page-element.ts";
import { View } from "../parts/view.ts";

/** What an answer does. */
export interface PortalAnswers {
  confirm: () => void;
  pin: (typed: string) => boolean;
}

/** `state` changes whenever what the trust says does. */
export interface PortalCheckProps {
  trust: Trust;
  answers: PortalAnswers;
  state: string;
}

export function portalCheck(props: PortalCheckProps) {
  return html`<portal-check .props=${props}></portal-check>`;
}

class PortalCheck extends View<PortalCheckProps> {
  static properties = { isWrong: { state: true } };

  isWrong = false;

  render() {
    if (this.props.trust.problem === "unpinned") return this.#compare();
    return !this.props.trust.problem && this.props.trust.isNew ? this.#askOnce() : nothing;
  }

  #compare() {
    return html`<form class="notice" @submit=${this.#pin} novalidate data-unpinned>
      <p>${say("js.inbox.compare_portal")}</p>
      <div class="question ${this.isWrong ? "wrong" : ""}">
        <label for="portal">${say("js.inbox.portal_typed")}</label>
        <p class="error" id="portal-error" role="alert" ?hidden=${!this.isWrong}>
          ${this.isWrong ? `${say("js.advisors.error")} ${say("js.inbox.portal_wrong")}` : ""}
        </p>
        <input
          type="text"
          id="portal"
          dir="ltr"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          aria-describedby="portal-error"
          aria-invalid=${this.isWrong ? "true" : "false"}
        />
      </div>
      <p class="buttons"><button class="button">${say("js.inbox.portal_compare")}</button></p>
    </form>`;
  }

  #askOnce() {
    const { current, everybody } = this.props.trust;
    const names = everybody.map(({ name, isFormer }) => (isFormer ? say("js.inbox.former", { name }) : name));
    const said = { n: current?.n, day: shortDay(current?.first ?? ""), names: names.join(", ") };
    return html`<div class="notice" role="status" data-new-here>
      <p>${say("js.inbox.new_here", said)}</p>
      <p class="buttons">
        <button class="button" @click=${() => this.props.answers.confirm()}>${say("js.inbox.new_here_yes")}</button>
      </p>
    </div>`;
  }

  #pin = (event: Event) => {
    event.preventDefault();
    const field = this.field("portal");
    this.isWrong = !this.props.answers.pin(field.value);
    if (this.isWrong) field.focus();
    this.requestUpdate();
  };
}

customElements.define("portal-check", PortalCheck);
