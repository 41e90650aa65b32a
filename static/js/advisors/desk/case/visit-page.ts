// One case on the way to a visit: on a phone, with nothing else of the inbox on it; locks itself sooner.
import { html, nothing } from "lit";
import { answersOf, callable, readableAnswers } from "../../logic/answers.ts";
import type { ListedCase } from "../../logic/case.ts";
import { NEW, RESULTS } from "../../logic/casefile.ts";
import { contactsIn } from "../../logic/closing.ts";
import { isReadable } from "../../logic/conversation.ts";
import type { FileDraft } from "../../logic/draft.ts";
import type { Row } from "../../logic/rows.ts";
import { nextAfter } from "../../logic/triage.ts";
import { nearDay } from "../parts/days.ts";
import { heldNote, off } from "../parts/held.ts";
import { PageElement, say } from "../parts/page-element.ts";
import { caseAddress } from "../parts/route.ts";
import { holidays, settings } from "../parts/settings.ts";
import { caseLog } from "./log.ts";
import { answerList } from "./report.ts";

const LAST_LINES = 5;

class VisitPage extends PageElement {
  static properties = {
    row: { attribute: false },
    listed: { attribute: false },
    today: {},
    nameOf: { attribute: false },
    problem: {},
    held: { attribute: false },
    saving: { attribute: false },
    saved: { attribute: false },
    draft: { attribute: false },
  };

  row: Row | null = null;
  listed: ListedCase | null = null;
  today = "";
  nameOf: (id: string) => string = (id) => id;
  problem = "";
  /** Whether nothing may be written now. */
  held = false;
  saving = false;
  saved = false;
  /** what is being noted, here or at the desk */
  draft: FileDraft | undefined = undefined;

  get #work() {
    const base = this.listed?.file ?? NEW;
    return this.draft ?? { base, mine: { ...base, level: base.level || this.row?.level || "grey" }, note: "" };
  }

  render() {
    if (!this.row || !this.listed) return html`<p role="status">${say("js.advisors.working")}</p>`;
    const { row, listed } = this;
    const body = isReadable(listed) ? listed.document.body : {};
    const log = listed.file?.log ?? [];
    const alone = readableAnswers(body, settings).find(({ id }) => id === "alone");
    return html`<div class="visit">
      <p><a class="alone" data-back href=${caseAddress(row.id)}>${say("js.inbox.to_case")}</a></p>
      <h1 tabindex="-1" dir="auto">${row.where || say("js.inbox.no_address")}</h1>
      ${alone && answersOf(body).alone !== "yes" ? html`<p class="notice">${alone.label} <strong>${alone.values.join()}</strong></p>` : nothing}
      <ul class="plain reach">
        ${contactsIn(body, settings).map(
          ({ id, value }) =>
            html`<li>
              ${say(`q.${id}.label`)}:
              <bdi dir="ltr">${value}</bdi>
              ${callable(value).map((number) => html`<a class="alone" href=${`tel:${number}`}>${say("js.inbox.step_call")}</a>`)}
            </li>`,
        )}
      </ul>
      <div class="question">
        <label for="visit-note">${say("js.inbox.note")}</label>
        <textarea
          id="visit-note"
          rows="3"
          dir="auto"
          spellcheck="false"
          autocomplete="off"
          .value=${this.#work.note}
          @input=${() => this.#tell("work", { ...this.#work, note: this.field("visit-note").value })}
        ></textarea>
      </div>
      ${this.problem ? html`<p class="error" role="alert">${say("js.advisors.error")} ${say(this.problem)}</p>` : nothing}
      <p id="visit-result"><strong>${say("js.inbox.visit_result")}</strong></p>
      <div class="chips results" role="group" aria-labelledby="visit-result">
        ${RESULTS.map(
          (each) =>
            html`<button
              class="chip"
              data-result=${each}
              aria-disabled=${off(this.held)}
              @click=${() => this.#visited(each)}
            >
              ${say(`js.inbox.result_${each}`)}
            </button>`,
        )}
      </div>
      ${heldNote(this.held)}
      <p role="status" data-saved>
        ${this.saving ? say("js.inbox.saving") : this.saved ? say("js.inbox.saved_next", { day: nearDay(listed.file?.next ?? "", this.today) }) : nothing}
      </p>
      <h2>${say("js.inbox.log")}</h2>
      ${caseLog(log.slice(-LAST_LINES), this)}
      <details>
        <summary>${say("js.inbox.whole_report")}</summary>
        ${answerList(body)}
      </details>
    </div>`;
  }

  #visited(result: string) {
    if (this.saving) return;
    const work = this.#work;
    const mine = { ...work.mine, step: "visit", next: nextAfter(result, this.today, holidays) };
    this.#tell("save", { work: { ...work, mine }, said: [{ kind: "visit", result, text: work.note }] });
  }

  #tell(name: string, detail: unknown) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("visit-page", VisitPage);
