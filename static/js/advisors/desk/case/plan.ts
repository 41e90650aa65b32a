// What the advisors do with a case: how urgent it is, who has it, what happens next; every attempt in two clicks.
import { html, nothing } from "lit";
import { answersOf, callable } from "../../logic/answers.ts";
import type { CaseConversation } from "../../logic/case.ts";
import { CHANNELS, LEVELS, NEW, RESULTS, problemOf, type CaseState, type Clash } from "../../logic/casefile.ts";
import { contactsIn } from "../../logic/closing.ts";
import { isReadable } from "../../logic/conversation.ts";
import type { FileDraft } from "../../logic/draft.ts";
import type { Said } from "../../logic/log.ts";
import type { Row } from "../../logic/rows.ts";
import { dueBy, nextAfter } from "../../logic/triage.ts";
import { nearDay } from "../parts/days.ts";
import { heldNote, off } from "../parts/held.ts";
import { levelShape } from "../parts/icons.ts";
import { PageElement, say } from "../parts/page-element.ts";
import { caseAddress } from "../parts/route.ts";
import { holidays, settings } from "../parts/settings.ts";
import { clashes } from "./clash.ts";
import { sameHome } from "./links.ts";
import { caseLog } from "./log.ts";
import "./ending.ts";

class CasePlan extends PageElement {
  static properties = {
    row: { attribute: false },
    file: { attribute: false },
    flag: {},
    items: { attribute: false },
    draft: { attribute: false },
    clashes: { attribute: false },
    together: { attribute: false },
    linked: { attribute: false },
    today: {},
    me: {},
    advisors: { attribute: false },
    nameOf: { attribute: false },
    saving: { attribute: false },
    saved: { attribute: false },
    problem: {},
    held: { attribute: false },
    channel: { state: true },
  };

  row: Row | null = null;
  file: CaseState | null = null;
  flag = "";
  items: CaseConversation["items"] = [];
  draft: FileDraft | undefined = undefined;
  clashes: Clash[] = [];
  /** others whose address is the same, and of whom nobody has said anything yet */
  together: Row[] = [];
  linked: Row[] = [];
  today = "";
  me = "";
  advisors: string[] = [];
  nameOf: (id: string) => string = (id) => id;
  saving = false;
  saved = false;
  problem = "";
  /** Whether nothing may be written now. */
  held = false;
  channel = "";

  /** What is being noted: begun earlier, or what is there with what is proposed for a new case. */
  get #work(): FileDraft {
    if (this.draft) return this.draft;
    const base = this.file ?? NEW;
    const level = base.level || this.row?.level || "grey";
    const isNew = !this.file;
    const next = base.next || (base.closed ? "" : this.#proposedDay(level));
    const mine = { ...base, level, owner: isNew ? this.me : base.owner, step: isNew ? "call" : base.step, next };
    return { base, mine, note: "" };
  }

  /** @returns not before today */
  #proposedDay(level: string): string {
    const day = dueBy(level, this.row?.day ?? this.today, holidays);
    return day > this.today ? day : this.today;
  }

  render() {
    if (!this.row) return nothing;
    const { mine } = this.#work;
    return html`${this.flag ? html`<p class="notice flagged">${say(`js.inbox.file_${this.flag}`)}</p>` : nothing}
      ${clashes(this.clashes, this, (detail) => this.#tell("settle", detail))}
      ${mine.closed ? this.#ending(mine) : this.#plan(mine)} ${sameHome(mine, this, (change) => this.#saveAs(change))}
      <section aria-labelledby="log-title">
        <h2 id="log-title">${say("js.inbox.log")}</h2>
        ${caseLog(this.file?.log ?? [], this)}
      </section>
      ${mine.closed ? nothing : this.#ending(mine)} ${this.#papers()}`;
  }

  #plan(mine: CaseState) {
    return html`<section class="work" aria-labelledby="work-title">
      <h2 id="work-title">${say(this.file ? "js.inbox.work" : "js.inbox.work_new")}</h2>
      <form @submit=${this.#save} novalidate>
        ${this.problem ? html`<p class="error" role="alert">${say("js.advisors.error")} ${say(this.problem)}</p>` : nothing}
        <fieldset class="levels">
          <legend>${say("js.inbox.level")}</legend>
          ${LEVELS.map((level) => this.#level(level, mine.level))}
        </fieldset>
        ${this.#select("owner", say("js.inbox.owner"), mine.owner, ["", ...this.advisors], (id) => (id ? this.nameOf(id) : say("js.inbox.nobody")))}
        ${this.#select("step", say("js.inbox.step"), mine.step, ["", ...CHANNELS], (step) => say(step ? `js.inbox.step_${step}` : "js.inbox.step_none"))}
        <div class="question">
          <label for="next">${say("js.inbox.next")}</label>
          <input
            type="date"
            id="next"
            .value=${mine.next}
            aria-describedby="next-said"
            aria-invalid=${this.problem === "js.inbox.next_missing" ? "true" : "false"}
            @change=${() => this.#change({ next: this.field("next").value })}
          />
          <p class="hint" id="next-said">${mine.next ? nearDay(mine.next, this.today) : nothing}</p>
        </div>
        ${this.#noteField()}
        <p class="buttons">
          <button class="button" aria-disabled=${off(this.saving || this.held)}>${say("js.inbox.save")}</button>
        </p>
        ${heldNote(this.held)}
        <p role="status" data-saved>
          ${this.saving ? say("js.inbox.saving") : this.saved ? say("js.inbox.saved") : nothing}
        </p>
      </form>
      ${this.#attempts()}
    </section>`;
  }

  #level(level: string, chosen: string) {
    const isProposed = !this.file?.level && level === this.row?.level;
    return html`<div class="choice">
      <input
        type="radio"
        name="level"
        id="level-${level}"
        .checked=${level === chosen}
        @change=${() => this.#change({ level, ...(this.file ? {} : { next: this.#proposedDay(level) }) })}
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
        .value=${this.#work.note}
        @input=${() => this.#tell("work", { ...this.#work, note: this.field("note").value })}
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
                    aria-disabled=${off(this.held)}
                    @click=${() => this.#attempt(each)}
                  >
                    ${say(`js.inbox.result_${each}`)}
                    <span class="muted"
                      >${say("js.inbox.then", { day: nearDay(nextAfter(each, this.today, holidays), this.today) })}</span
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
      ${!["yes", undefined].some((fine) => fine === answersOf(body ?? {}).safe_to_call) ? html`<li><strong class="mark">${say("js.inbox.do_not_call")}</strong></li>` : nothing}
    </ul>`;
  }

  #papers() {
    const id = this.row?.id ?? "";
    return html`<nav class="papers" aria-label=${say("js.inbox.papers")}>
      <a class="alone" href=${caseAddress(id, "card")}>${say("js.inbox.card")}</a>
      <a class="alone" href=${caseAddress(id, "visit")}>${say("js.inbox.visit")}</a>
      <a class="alone" href=${caseAddress(id, "paper")}>${say("js.inbox.paper")}</a>
    </nav>`;
  }

  #ending(mine: CaseState) {
    return html`<case-ending
      .mine=${mine}
      .items=${this.items}
      .today=${this.today}
      .saving=${this.saving}
      .held=${this.held}
      .saved=${this.saved}
      .problem=${mine.closed ? this.problem : ""}
      @ending=${({ detail }: CustomEvent) => this.#saveAs(detail)}
      @delete=${() => this.#tell("delete", [this.row?.id])}
    ></case-ending>`;
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
    const [report] = this.items;
    return report && isReadable(report) ? report.document : null;
  }

  #change(change: Partial<CaseState>) {
    const work = this.#work;
    this.#tell("work", { ...work, mine: { ...work.mine, ...change } });
  }

  #choose(channel: string) {
    this.channel = this.channel === channel ? "" : channel;
  }

  #attempt(result: string) {
    const work = this.#work;
    const step = result === "refused" ? work.mine.step : this.channel;
    const mine = { ...work.mine, step, next: nextAfter(result, this.today, holidays) };
    const said = [{ kind: this.channel, result, text: work.note }];
    this.channel = "";
    this.#send({ ...work, mine, note: "" }, said);
  }

  #save = (event: Event) => {
    event.preventDefault();
    this.#saveAs({});
  };

  #saveAs(change: Partial<CaseState>) {
    const work = this.#work;
    this.#send({ ...work, mine: { ...work.mine, ...change } }, [{ kind: "note", result: "", text: work.note }]);
  }

  #send(work: FileDraft, said: Said[]) {
    if (this.saving) return;
    const missing = problemOf(work.mine);
    if (missing) return this.#tell("refuse", `js.inbox.${missing}_missing`);
    this.#tell("save", { work, said });
  }

  #tell(name: string, detail: unknown) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("case-work", CasePlan);
