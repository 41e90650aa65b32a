// What the advisors do with a case: how urgent it is, who has it, what happens next; every attempt in two clicks.
import { html, nothing } from "lit";
import { CHANNELS, LEVELS, NEW, RESULTS, problemOf } from "../logic/casefile.js";
import { callable } from "../logic/answers.js";
import { contactsIn } from "../logic/closing.js";
import { isReadable } from "../logic/conversation.js";
import { dueBy, nextAfter } from "../logic/triage.js";
import { caseAddress } from "../route.js";
import { clashes } from "./case-clash.js";
import { sameHome } from "./case-links.js";
import { caseLog } from "./case-log.js";
import { nearDay } from "./days.js";
import { heldNote, off } from "./held.js";
import { levelShape } from "./icons.js";
import { PageElement, say } from "./page-element.js";
import { holidays, words } from "./words.js";
import "./case-ending.js";

/** @typedef {import("../logic/casefile.js").State} State */
/** @typedef {import("../logic/rows.js").Row} Row */
/** @typedef {import("../drafts.js").Work} Work */

class CaseWork extends PageElement {
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

  constructor() {
    super();
    /** @type {Row | null} */
    this.row = null;
    /** @type {State | null} */
    this.file = null;
    this.flag = "";
    /** @type {import("../reading.js").Conversation["items"]} */
    this.items = [];
    /** @type {Work | undefined} */
    this.draft = undefined;
    /** @type {import("../logic/casefile.js").Clash[]} */
    this.clashes = [];
    /** @type {Row[]} others whose address is the same, and of whom nobody has said anything yet */
    this.together = [];
    /** @type {Row[]} */
    this.linked = [];
    this.today = "";
    this.me = "";
    /** @type {string[]} */
    this.advisors = [];
    /** @type {(id: string) => string} */
    this.nameOf = (id) => id;
    this.saving = false;
    this.saved = false;
    this.problem = "";
    /** Whether nothing may be written now. */
    this.held = false;
    this.channel = "";
  }

  /** What is being noted: begun earlier, or what is there with what is proposed for a new case. @returns {Work} */
  get #work() {
    if (this.draft) return this.draft;
    const base = this.file ?? NEW;
    const level = base.level || this.row?.level || "grey";
    const isNew = !this.file;
    const next = base.next || (base.closed ? "" : this.#proposedDay(level));
    const mine = { ...base, level, owner: isNew ? this.me : base.owner, step: isNew ? "call" : base.step, next };
    return { base, mine, note: "" };
  }

  /** @param {string} level @returns {string} not before today */
  #proposedDay(level) {
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

  /** @param {State} mine */
  #plan(mine) {
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

  /** @param {string} level @param {string} chosen */
  #level(level, chosen) {
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
    const found = body ? contactsIn(body, words) : [];
    if (!found.length) return nothing;
    const text = encodeURIComponent(say("js.inbox.sms_text", { phone: words.phone }));
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
      ${body?.answers?.safe_to_call && body.answers.safe_to_call !== "yes" ? html`<li><strong class="mark">${say("js.inbox.do_not_call")}</strong></li>` : nothing}
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

  /** @param {State} mine */
  #ending(mine) {
    return html`<case-ending
      .mine=${mine}
      .items=${this.items}
      .today=${this.today}
      .saving=${this.saving}
      .held=${this.held}
      .saved=${this.saved}
      .problem=${mine.closed ? this.problem : ""}
      @ending=${(/** @type {CustomEvent} */ { detail }) => this.#saveAs(detail)}
      @delete=${() => this.#tell("delete", [this.row?.id])}
    ></case-ending>`;
  }

  /** @param {string} name @param {string} label @param {string} chosen @param {string[]} choices @param {(choice: string) => string} say_ */
  #select(name, label, chosen, choices, say_) {
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

  /** @param {Partial<State>} change */
  #change(change) {
    const work = this.#work;
    this.#tell("work", { ...work, mine: { ...work.mine, ...change } });
  }

  /** @param {string} channel */
  #choose(channel) {
    this.channel = this.channel === channel ? "" : channel;
  }

  /** @param {string} result */
  #attempt(result) {
    const work = this.#work;
    const step = result === "refused" ? work.mine.step : this.channel;
    const mine = { ...work.mine, step, next: nextAfter(result, this.today, holidays) };
    const said = [{ kind: this.channel, result, text: work.note }];
    this.channel = "";
    this.#send({ ...work, mine, note: "" }, said);
  }

  /** @param {Event} event */
  #save = (event) => {
    event.preventDefault();
    this.#saveAs({});
  };

  /** @param {Partial<State>} change */
  #saveAs(change) {
    const work = this.#work;
    this.#send({ ...work, mine: { ...work.mine, ...change } }, [{ kind: "note", result: "", text: work.note }]);
  }

  /** @param {Work} work @param {import("../logic/work.js").Said[]} said */
  #send(work, said) {
    if (this.saving) return;
    const missing = problemOf(work.mine);
    if (missing) return this.#tell("refuse", `js.inbox.${missing}_missing`);
    this.#tell("save", { work, said });
  }

  /** @param {string} name @param {unknown} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("case-work", CaseWork);
