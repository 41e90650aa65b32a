// Closing a case, and what can be done with a closed one: reopened, kept longer with a reason, deleted if it was none.
import { html, nothing } from "lit";
import type { ReadPlace } from "../../logic/case.ts";
import { NO_CASE, OUTCOMES, type CaseState } from "../../logic/casefile.ts";
import { addMonths, close, messagesIn, reopen } from "../../logic/closing.ts";
import { nearDay } from "../parts/days.ts";
import { heldNote, off } from "../parts/held.ts";
import { say } from "../parts/page-element.ts";
import { holidays, settings } from "../parts/settings.ts";
import { View } from "../parts/view.ts";
import type { Doing, Viewer } from "../parts/viewer.ts";

const LONGER = [6, 12, 24]; // months

export interface EndingProps {
  id: string;
  mine: CaseState;
  items: ReadPlace[];
  doing: Doing;
  viewer: Viewer;
}

export function ending(props: EndingProps) {
  return html`<case-ending .props=${props}></case-ending>`;
}

class CaseEnding extends View<EndingProps> {
  static properties = {
    wrong: { state: true },
    outcome: { state: true },
    ticked: { state: true },
    asksToDelete: { state: true },
  };

  /** The same of what is not filled in here. */
  wrong = "";
  outcome = "";
  /** messages that are kept; null: as proposed, all */
  ticked: number[] | null = null;
  asksToDelete = false;

  render() {
    return this.props.mine.closed ? this.#ended(this.props.mine) : this.#closing(this.props.mine);
  }

  #closing(mine: CaseState) {
    const messages = messagesIn(this.props.items);
    const ticked = this.ticked ?? messages.map(({ seq }) => seq);
    return html`<details class="closing">
      <summary>${say("js.inbox.close")}</summary>
      <p class="hint">${say("js.inbox.close_hint", { months: settings.retention_months })}</p>
      ${this.#wrong()}
      <div class="question">
        <label for="outcome">${say("js.inbox.outcome")}</label>
        <select id="outcome" .value=${this.outcome} @change=${() => (this.outcome = this.field("outcome").value)}>
          <option value="">${say("js.inbox.choose")}</option>
          ${OUTCOMES.map((each) => html`<option value=${each} ?selected=${each === this.outcome}>${say(`js.inbox.outcome_${each}`)}</option>`)}
        </select>
      </div>
      ${
        messages.length
          ? html`<fieldset>
              <legend>${say("js.inbox.keep_messages")}</legend>
              ${messages.map(({ seq, document }) => this.#tick(seq, String(document?.body.text ?? ""), ticked))}
            </fieldset>`
          : nothing
      }
      <p class="buttons">
        <button
          type="button"
          class="button"
          aria-disabled=${off(this.props.doing.saving || this.props.doing.held)}
          @click=${() => this.#close(mine, ticked)}
        >
          ${say("js.inbox.close_now")}
        </button>
      </p>
      ${heldNote(this.props.doing.held)}
    </details>`;
  }

  #tick(seq: number, text: string, ticked: number[]) {
    const others = ticked.filter((each) => each !== seq);
    return html`<div class="choice">
      <input
        type="checkbox"
        id="keep-${seq}"
        .checked=${ticked.includes(seq)}
        @change=${() => (this.ticked = this.field(`keep-${seq}`).checked ? [...others, seq] : others)}
      />
      <label for="keep-${seq}" dir="auto">${text.slice(0, 80)}</label>
    </div>`;
  }

  #ended(mine: CaseState) {
    return html`<section class="plan" aria-labelledby="ended-title">
      <h2 id="ended-title">${say("js.inbox.ended")}</h2>
      ${this.#wrong()}
      <p><strong>${say(`js.inbox.outcome_${mine.outcome}`)}</strong></p>
      <p>
        ${mine.purge ? say("js.inbox.goes", { day: nearDay(mine.purge, this.props.viewer.today) }) : nothing}
        ${mine.keep ? say("js.inbox.kept_because", { reason: mine.keep }) : nothing}
      </p>
      ${mine.removal ? html`<p class="hint">${say(mine.removal.day <= this.props.viewer.today ? "js.inbox.contact_gone" : "js.inbox.contact_goes", { day: nearDay(mine.removal.day, this.props.viewer.today) })}</p>` : nothing}
      <p class="buttons">
        <button
          type="button"
          class="button quiet"
          aria-disabled=${off(this.props.doing.held)}
          @click=${() => this.tell("ending", reopen(mine, this.props.viewer.today, holidays))}
        >
          ${say("js.inbox.reopen")}
        </button>
        ${mine.outcome === NO_CASE ? this.#deleteButtons() : nothing}
      </p>
      ${heldNote(this.props.doing.held)}
      <details>
        <summary>${say("js.inbox.keep_longer")}</summary>
        <div class="question">
          <label for="keep">${say("js.inbox.keep_reason")}</label>
          <input type="text" id="keep" autocomplete="off" />
        </div>
        ${this.#longer(mine)}
      </details>
      <p role="status" data-saved>
        ${this.props.doing.saving ? say("js.inbox.saving") : this.props.doing.saved ? say("js.inbox.saved") : nothing}
      </p>
    </section>`;
  }

  #longer(mine: CaseState) {
    return html`<p class="buttons">
      ${LONGER.map(
        (months) =>
          html`<button type="button" class="button quiet" @click=${() => this.#keep(mine, months)}>
            ${say("js.inbox.keep_months", { months })}
          </button>`,
      )}
    </p>`;
  }

  #deleteButtons() {
    if (!this.asksToDelete) {
      return html`<button type="button" class="button quiet" @click=${() => (this.asksToDelete = true)}>
        ${say("js.inbox.delete_one")}
      </button>`;
    }
    return html`<span role="alert">${say("js.inbox.delete_sure", { count: 1 })}</span>
      <button type="button" class="button" @click=${() => this.tell("delete", [this.props.id])}>
        ${say("js.inbox.delete_now")}
      </button>
      <button type="button" class="button quiet" @click=${() => (this.asksToDelete = false)}>
        ${say("js.inbox.cancel")}
      </button>`;
  }

  #close(mine: CaseState, ticked: number[]) {
    this.wrong = this.outcome ? "" : "js.inbox.outcome_missing";
    if (this.wrong) return;
    const how = {
      outcome: this.outcome,
      ticked,
      today: this.props.viewer.today,
      months: settings.retention_months,
      words: settings,
    };
    this.tell("ending", close(mine, this.props.items, how));
  }

  #keep(mine: CaseState, months: number) {
    const keep = this.field("keep").value.trim();
    this.wrong = keep ? "" : "js.inbox.keep_missing";
    if (this.wrong) return;
    this.tell("ending", { keep, purge: addMonths(mine.purge || this.props.viewer.today, months) });
  }

  #wrong() {
    const key = this.wrong || this.props.doing.problem;
    return key ? html`<p class="error" role="alert">${say("js.advisors.error")} ${say(key)}</p>` : nothing;
  }
}

customElements.define("case-ending", CaseEnding);
