// A card for the door, A6: Danish and one more language. It never says what it is about.
import { html, nothing } from "lit";
import { say } from "../parts/page-element.ts";
import { printButton } from "../parts/printing.ts";
import { caseAddress } from "../parts/route.ts";
import { settings } from "../parts/settings.ts";
import { View } from "../parts/view.ts";

export interface DoorCardProps {
  id: string; // of the case
}

export function doorCard(props: DoorCardProps) {
  return html`<door-card .props=${props}></door-card>`;
}

class DoorCard extends View<DoorCardProps> {
  static properties = { language: { state: true } };

  language = "en";

  render() {
    const others = Object.keys(settings.door_cards).filter((language) => language !== "da");
    return html`<p class="no-print">
        <a class="alone" data-back href=${caseAddress(this.props.id)}>${say("js.inbox.to_case")}</a>
      </p>
      <h1 tabindex="-1" class="no-print">${say("js.inbox.card")}</h1>
      <div class="question no-print">
        <label for="card-language">${say("js.inbox.card_language")}</label>
        <select id="card-language" @change=${() => (this.language = this.field("card-language").value)}>
          <option value="">${say("js.inbox.card_danish")}</option>
          ${others.map((language) => html`<option value=${language} ?selected=${language === this.language}>${settings.door_cards[language].name}</option>`)}
        </select>
      </div>
      <article class="door-card" aria-label=${say("js.inbox.card")}>
        ${this.#text("da")} ${this.language ? this.#text(this.language) : nothing}
      </article>
      ${printButton()}
      <p class="hint no-print">${say("js.inbox.card_hint")}</p>`;
  }

  #text(language: string) {
    const { hello, free, call, direction } = settings.door_cards[language];
    return html`<div lang=${language} dir=${direction}>
      <p class="hello">${hello}</p>
      <p>${free}</p>
      <p>${call} <bdi dir="ltr" class="phone">${settings.phone}</bdi></p>
    </div>`;
  }
}

customElements.define("door-card", DoorCard);
