// What the advisors do with a case: how urgent it is, who has it, what happens next; every attempt in two clicks.
import { html, nothing } from "lit";
import { callable, warnings } from "../../logic/answers.ts";
import type { ReadPlace } from "../../logic/case.ts";
import { CHANNELS, LEVELS, RESULTS, problemOf, type CaseState, type Clash } from "../../logic/casefile.ts";
import { contactsIn } from "../../logic/closing.ts";
import { isReadable } from "../../logic/conversation.ts";
import { begun, proposedDay, type FileDraft } from "../../logic/draft.ts";
import type { Said } from "../../logic/log.ts";
import type { Row } from "../../logic/rows.ts";
import { nextAfter } from "../../logic/triage.ts";
import { nearDay } from "../parts/days.ts";
import { heldNote, off } from "../parts/held.ts";
import { levelShape } from "../parts/icons.ts";
import { say } from "../parts/page-element.ts";
import { caseAddress } from "../parts/route.ts";
import { holidays, settings } from "../parts/settings.ts";
import { View, hear } from "../parts/view.ts";
import type { Doing, Viewer } from "../parts/viewer.ts";
import { clashes } from "./clash.ts";
import { ending } from "./ending.ts";
import { sameHome, type SameHomes } from "./links.ts";
import { caseLog } from "./log.ts";

export interface PlanProps {
  row: Row;
  file: CaseState | null; // what was noted
  flag: string; // what is wrong with that; empty if nothing is
  items: ReadPlace[];
  draft: FileDraft | undefined;
  clashes: Clash[];
  homes: SameHomes;
  doing: Doing;
  viewer: Viewer;
}

export function plan(props: PlanProps) {
  return html`<case-plan .props=${props}></case-plan>`;
}

class CasePlan extends View<PlanProps> {
  static properties = { channel: { state: true } };

  channel = "";

  constructor() {
    super();
    hear(this, "ending", (change) => this.#saveAs(change));
  }

  get #draft(): FileDraft {
    return this.props.draft ?? begun(this.props.file, this.props.row, this.props.viewer, holidays);
  }

  render() {
    const { mine } = this.#draft;
    return html`${this.props.flag ? html`<p class="notice flagged">${say(`js.inbox.file_${this.props.flag}`)}</p>` : nothing}
      ${clashes(this.props.clashes, this.props.viewer, (settled) => this.tell("settle", settled))}
      ${mine.closed ? this.#ending(mine) : this.#plan(mine)}
      ${sameHome(mine, { ...this.props.homes, ...this.props.viewer }, (change) => this.#saveAs(change))}
      <section aria-labelledby="log-title">
        <h2 id="log-title">${say("js.inbox.log")}</h2>
        ${caseLog(this.props.file?.log ?? [], this.props.viewer)}
      </section>
      ${mine.closed ? nothing : this.#ending(mine)} ${this.#papers()}`;
  }

  #plan(mine: CaseState) {
    return html`<section class="plan" aria-labelledby="plan-title">
      <h2 id="plan-title">${say(this.props.file ? "js.inbox.work" : "js.inbox.work_new")}</h2>
      <form @submit=${this.#save} novalidate>
        ${this.props.doing.problem ? html`<p class="error" role="alert">${say("js.advisors.error")} ${say(this.props.doing.problem)}</p>` : nothing}
        <fieldset class="levels">
          <legend>${say("js.inbox.level")}</legend>
          ${LEVELS.map((level) => this.#level(level, mine.level))}
        </fieldset>
        ${this.#select("owner", say("js.inbox.owner"), mine.owner, ["", ...this.props.viewer.advisors], (id) => (id ? this.props.viewer.nameOf(id) : say("js.inbox.nobody")))}
        ${this.#select("step", say("js.inbox.step"), mine.step, ["", ...CHANNELS], (step) => say(step ? `js.inbox.step_${step}` : "js.inbox.step_none"))}
        <div class="question">
          <label for="next">${say("js.inbox.next")}</label>
          <input
            type="date"
            id="next"
            .value=${mine.next}
            aria-describedby="next-said"
            aria-invalid=${this.props.doing.problem === "js.inbox.next_missing" ? "true" : "false"}
            @change=${() => this.#change({ next: this.field("next").value })}
          />
          <p class="hint" id="next-said">${mine.next ? nearDay(mine.next, this.props.viewer.today) : nothing}</p>
        </div>
        ${this.#noteField()}
        <p class="buttons">
          <button class="button" aria-disabled=${off(this.props.doing.saving || this.props.doing.held)}>
            ${say("js.inbox.save")}
          </button>
        </p>
        ${heldNote(this.props.doing.held)}
        <p role="status" data-saved>
          ${this.props.doing.saving ? say("js.inbox.saving") : this.props.doing.saved ? say("js.inbox.saved") : nothing}
        </p>
      </form>
      ${this.#attempts()}
    </section>`;
  }

  // Of a new case the day follows the level.
  #chooseLevel(level: string) {
    const { file, row, viewer } = this.props;
    this.#change({ level, ...(file ? {} : { next: proposedDay(level, row.day, viewer.today, holidays) }) });
  }

  #level(level: string, chosen: string) {
    const isProposed = !this.props.file?.level && level === this.props.row.level;
    return html`<div class="choice">
      <input
        type="radio"
        name="level"
        id="level-${level}"
        .checked=${level === chosen}
        @change=${() => this.#chooseLevel(level)}
      />
      <label for="level-${level}" data-level=${level}
        >${levelShape(level)}
        ${say(`js.inbox.level_${level}`)}${isProposed ? html` <span class="muted">${say("js.inbox.suggested")}</span>` : nothing}</label
      >
    </div>`;
  }

  #noteField() {
    return html`<div class="question">
      <label for="note">${say("js.inbox.note")}</label>
      <p class="hint" id="note-hint">${say("js.inbox.note_hint")}</p>
      <textarea
        id="note"
        rows="3"
        dir="auto"
        spellcheck="false"
        autocomplete="off"
        aria-describedby="note-hint"
        .value=${this.#draft.note}
        @input=${() => this.tell("draftFile", { ...this.#draft, note: this.field("note").value })}
      ></textarea>
    </div>`;
  }

  // Two clicks: how, and what came of it. What stands in the note goes along.
  #attempts() {
    return html`<fieldset class="attempts">
      <legend>${say("js.inbox.attempt")}</legend>
      <div class="chips">
        ${CHANNELS.map(
          (each) =>
            html`<button
              type="button"
              class="chip"
              aria-pressed=${this.channel === each ? "true" : "false"}
              @click=${() => this.#choose(each)}
            >
              ${say(`js.inbox.step_${each}`)}
            </button>`,
        )}
      </div>
      ${
        this.channel
          ? html`<div class="chips results" role="group" aria-label=${say("js.inbox.result")}>
              ${RESULTS.map(
                (each) =>
                  html`<button
                    type="button"
                    class="chip"
                    data-result=${each}
                    aria-disabled=${off(this.props.doing.held)}
                    @click=${() => this.#attempt(each)}
                  >
                    ${say(`js.inbox.result_${each}`)}
                    <span class="muted"
                      >${say("js.inbox.then", { day: nearDay(nextAfter(each, this.props.viewer.today, holidays), this.props.viewer.today) })}</span
                    >
                  </button>`,
              )}
            </div>`
          : nothing
      }
      ${this.#reach()}
    </fieldset>`;
  }

  // Numbers to call or to write to, with what to write.
  #reach() {
    const body = this.#report?.body;
    const found = body ? contactsIn(body, settings) : [];
    if (!found.length) return nothing;
    const text = encodeURIComponent(say("js.inbox.sms_text", { phone: settings.phone }));
    return html`<ul class="plain reach">
      ${found.map(({ id, value }) => {
        const numbers = callable(value);
        return html`<li>
          ${say(`q.${id}.label`)}: <bdi dir="ltr">${value}</bdi>
          ${numbers.map(
            (number) =>
              html`${numbers.length > 1 ? html`<bdi dir="ltr">${number}</bdi>` : nothing}
                <a class="alone" href=${`tel:${number}`}>${say("js.inbox.step_call")}</a>
                <a class="alone" href=${`sms:${number}?body=${text}`}>${say("js.inbox.step_sms")}</a>`,
          )}
        </li>`;
      })}
      ${warnings(body ?? {}, settings, (question) => question.told_before_call).length ? html`<li><strong class="mark">${say("js.inbox.do_not_call")}</strong></li>` : nothing}
    </ul>`;
  }

  #papers() {
    const { id } = this.props.row;
    return html`<nav class="papers" aria-label=${say("js.inbox.papers")}>
      <a class="alone" href=${caseAddress(id, "card")}>${say("js.inbox.card")}</a>
      <a class="alone" href=${caseAddress(id, "visit")}>${say("js.inbox.visit")}</a>
      <a class="alone" href=${caseAddress(id, "paper")}>${say("js.inbox.paper")}</a>
    </nav>`;
  }

  #ending(mine: CaseState) {
    const { row, items, doing, viewer } = this.props;
    const problem = mine.closed ? doing.problem : "";
    return ending({ id: row.id, mine, items, doing: { ...doing, problem }, viewer });
  }

  #select(name: string, label: string, chosen: string, choices: string[], say_: (choice: string) => string) {
    const known = choices.includes(chosen) ? choices : [...choices, chosen];
    return html`<div class="question">
      <label for=${name}>${label}</label>
      <select id=${name} .value=${chosen} @change=${() => this.#change({ [name]: this.field(name).value })}>
        ${known.map((each) => html`<option value=${each} ?selected=${each === chosen}>${say_(each)}</option>`)}
      </select>
    </div>`;
  }

  get #report() {
    const [report] = this.props.items;
    return report && isReadable(report) ? report.document : null;
  }

  #change(change: Partial<CaseState>) {
    const draft = this.#draft;
    this.tell("draftFile", { ...draft, mine: { ...draft.mine, ...change } });
  }

  #choose(channel: string) {
    this.channel = this.channel === channel ? "" : channel;
  }

  #attempt(result: string) {
    const draft = this.#draft;
    const step = result === "refused" ? draft.mine.step : this.channel;
    const mine = { ...draft.mine, step, next: nextAfter(result, this.props.viewer.today, holidays) };
    const said = [{ kind: this.channel, result, text: draft.note }];
    this.channel = "";
    this.#send({ ...draft, mine, note: "" }, said);
  }

  #save = (event: Event) => {
    event.preventDefault();
    this.#saveAs({});
  };

  #saveAs(change: Partial<CaseState>) {
    const draft = this.#draft;
    this.#send({ ...draft, mine: { ...draft.mine, ...change } }, [{ kind: "note", result: "", text: draft.note }]);
  }

  #send(draft: FileDraft, said: Said[]) {
    if (this.props.doing.saving) return;
    const missing = problemOf(draft.mine);
    if (missing) return this.tell("refuse", `js.inbox.${missing}_missing`);
    this.tell("save", { file: draft, said });
  }
}

customElements.define("case-plan", CasePlan);
