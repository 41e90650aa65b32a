// One case on the way to a visit: on a phone, with nothing else of the inbox on it; locks itself sooner.
import { html, nothing } from "lit";
import { callable, warnings } from "../../logic/answers.ts";
import type { ListedCase } from "../../logic/case.ts";
import { RESULTS } from "../../logic/casefile.ts";
import { contactsIn } from "../../logic/closing.ts";
import { isReadable } from "../../logic/conversation.ts";
import { begun, type FileDraft } from "../../logic/draft.ts";
import type { Row } from "../../logic/rows.ts";
import { nextAfter } from "../../logic/triage.ts";
import { nearDay } from "../parts/days.ts";
import { heldNote, off } from "../parts/held.ts";
import { say } from "../parts/page-element.ts";
import { caseAddress } from "../parts/route.ts";
import { holidays, settings } from "../parts/settings.ts";
import { View } from "../parts/view.ts";
import type { Doing, Viewer } from "../parts/viewer.ts";
import { caseLog } from "./log.ts";
import { answerList } from "./report.ts";

const LAST_LINES = 5;

export interface VisitProps {
  row: Row | null; // null until the list is read
  listed: ListedCase | null; // null until it was read whole
  draft: FileDraft | undefined; // what is being noted, here or at the desk
  doing: Doing;
  viewer: Viewer;
}

export function visitPage(props: VisitProps) {
  return html`<visit-page .props=${props}></visit-page>`;
}

class VisitPage extends View<VisitProps> {
  render() {
    if (!this.props.row || !this.props.listed) return html`<p role="status">${say("js.advisors.working")}</p>`;
    const { row, listed, viewer } = this.props;
    const draft = this.props.draft ?? begun(listed.file ?? null, row, viewer, holidays);
    const body = isReadable(listed) ? listed.document.body : {};
    const log = listed.file?.log ?? [];
    const told = warnings(body, settings, (question) => question.told_before_visit);
    return html`<div class="visit">
      <p><a class="alone" data-back href=${caseAddress(row.id)}>${say("js.inbox.to_case")}</a></p>
      <h1 tabindex="-1" dir="auto">${row.where || say("js.inbox.no_address")}</h1>
      ${told.map(({ label, values }) => html`<p class="notice">${label} <strong>${values.join()}</strong></p>`)}
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
          .value=${draft.note}
          @input=${() => this.tell("draftFile", { ...draft, note: this.field("visit-note").value })}
        ></textarea>
      </div>
      ${this.props.doing.problem ? html`<p class="error" role="alert">${say("js.advisors.error")} ${say(this.props.doing.problem)}</p>` : nothing}
      <p id="visit-result"><strong>${say("js.inbox.visit_result")}</strong></p>
      <div class="chips results" role="group" aria-labelledby="visit-result">
        ${RESULTS.map(
          (each) =>
            html`<button
              class="chip"
              data-result=${each}
              aria-disabled=${off(this.props.doing.held)}
              @click=${() => this.#visited(each, draft)}
            >
              ${say(`js.inbox.result_${each}`)}
            </button>`,
        )}
      </div>
      ${heldNote(this.props.doing.held)}
      <p role="status" data-saved>
        ${this.props.doing.saving ? say("js.inbox.saving") : this.props.doing.saved ? say("js.inbox.saved_next", { day: nearDay(listed.file?.next ?? "", this.props.viewer.today) }) : nothing}
      </p>
      <h2>${say("js.inbox.log")}</h2>
      ${caseLog(log.slice(-LAST_LINES), this.props.viewer)}
      <details>
        <summary>${say("js.inbox.whole_report")}</summary>
        ${answerList(body)}
      </details>
    </div>`;
  }

  #visited(result: string, draft: FileDraft) {
    if (this.props.doing.saving) return;
    const mine = { ...draft.mine, step: "visit", next: nextAfter(result, this.props.viewer.today, holidays) };
    this.tell("save", { file: { ...draft, mine }, said: [{ kind: "visit", result, text: draft.note }] });
  }
}

customElements.define("visit-page", VisitPage);
