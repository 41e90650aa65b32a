// What the advisors do with a case: how urgent it is, who has it, what happens next; every attempt in two clicks;
// reports from the same home; closing, and what stays after that.
import { html, nothing } from "lit";
import { CHANNELS, LEVELS, NEW, NO_CASE, OUTCOMES, RESULTS, problemOf } from "../logic/casefile.js";
import { addMonths, close, contactsIn, messagesIn, reopen } from "../logic/closing.js";
import { isReadable } from "../logic/conversation.js";
import { dueBy, nextAfter } from "../logic/triage.js";
import { caseAddress } from "../route.js";
import { caseLog } from "./case-log.js";
import { nearDay } from "./days.js";
import { levelShape } from "./icons.js";
import { PageElement, say } from "./page-element.js";
import { holidays, words } from "./words.js";

/** @typedef {import("../logic/casefile.js").State} State */
/** @typedef {import("../logic/rows.js").Row} Row */
/** @typedef {import("../drafts.js").Work} Work */

const LONGER = [6, 12, 24]; // months

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
    channel: { state: true },
    outcome: { state: true },
    ticked: { state: true },
    asksToDelete: { state: true },
  };

  constructor() {
    super();
    /** @type {Row | null} */
    this.row = null;
    /** @type {State | null} */
    this.file = null;
    this.flag = "";
    /** @type {import("../casebook.js").Conversation["items"]} */
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
    this.channel = "";
    this.outcome = "";
    /** @type {number[] | null} messages that are kept; null: as proposed, all */
    this.ticked = null;
    this.asksToDelete = false;
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
      ${this.#clashed()} ${mine.closed ? this.#ended(mine) : this.#plan(mine)} ${this.#sameHome(mine)}
      <section aria-labelledby="log-title">
        <h2 id="log-title">${say("js.inbox.log")}</h2>
        ${caseLog(this.file?.log ?? [], this)}
      </section>
      ${mine.closed ? nothing : this.#closing(mine)} ${this.#papers()}`;
  }

  /** @param {State} mine */
  #plan(mine) {
    return html`<section class="work" aria-labelledby="work-title">
      <h2 id="work-title">${say(this.file ? "js.inbox.work" : "js.inbox.work_new")}</h2>
      <form @submit=${this.#save} novalidate>
        ${this.problem === "js.inbox.outcome_missing" ? nothing : this.#wrong()}
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
          <button class="button" aria-disabled=${this.saving ? "true" : "false"}>${say("js.inbox.save")}</button>
        </p>
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
                  html`<button type="button" class="chip" data-result=${each} @click=${() => this.#attempt(each)}>
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
        const number = value.replace(/[\s().-]/g, "");
        const isNumber = /^\+?[0-9]{6,15}$/.test(number);
        return html`<li>
          ${say(`q.${id}.label`)}: <bdi dir="ltr">${value}</bdi>
          ${
            isNumber
              ? html`<a class="alone" href=${`tel:${number}`}>${say("js.inbox.step_call")}</a>
                  <a class="alone" href=${`sms:${number}?body=${text}`}>${say("js.inbox.step_sms")}</a>`
              : nothing
          }
        </li>`;
      })}
      ${body?.answers?.safe_to_call && body.answers.safe_to_call !== "yes" ? html`<li><strong class="mark">${say("js.inbox.do_not_call")}</strong></li>` : nothing}
    </ul>`;
  }

  /** @param {State} mine */
  #sameHome(mine) {
    const { links, apart } = mine;
    const proposed = this.together.filter(({ id }) => !links.includes(id) && !apart.includes(id));
    const undo = html`<p>
      <button type="button" class="link" @click=${() => this.#saveAs({ apart: [] })}>
        ${say("js.inbox.apart_undo")}
      </button>
    </p>`;
    if (!proposed.length && !this.linked.length && !apart.length) return nothing;
    return html`<section class="together-box" aria-labelledby="together-title">
      <h2 id="together-title">${say("js.inbox.together_title")}</h2>
      ${this.linked.map((row) => html`<p data-linked>${this.#other(row)} ${this.#linkButton("js.inbox.unlink", row, parted(mine, row.id))}</p>`)}
      ${proposed.map(
        (row) =>
          html`<p data-proposed>
            ${this.#other(row)} ${this.#linkButton("js.inbox.link", row, { links: [...links, row.id] })}
            ${this.#linkButton("js.inbox.apart", row, parted(mine, row.id))}
          </p>`,
      )}
      ${apart.length ? undo : nothing}
    </section>`;
  }

  /** @param {Row} row */
  #other(row) {
    return html`<a href=${caseAddress(row.id)}>${row.where || say("js.inbox.no_address")}</a>
      <span class="muted">${nearDay(row.day, this.today)} · ${row.signs.join(" · ")}</span>`;
  }

  /** @param {string} key @param {Row} row @param {Partial<State>} change */
  #linkButton(key, row, change) {
    return html`<button type="button" class="button quiet" @click=${() => this.#saveAs(change)}>
      ${say(key)}<span class="visually-hidden"> ${row.where}</span>
    </button>`;
  }

  /** @param {State} mine */
  #closing(mine) {
    const messages = messagesIn(this.items);
    const ticked = this.ticked ?? messages.map(({ seq }) => seq);
    return html`<details class="closing">
      <summary>${say("js.inbox.close")}</summary>
      <p class="hint">${say("js.inbox.close_hint", { months: words.retention_months })}</p>
      ${this.problem === "js.inbox.outcome_missing" ? this.#wrong() : nothing}
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
          aria-disabled=${this.saving ? "true" : "false"}
          @click=${() => this.#close(mine, ticked)}
        >
          ${say("js.inbox.close_now")}
        </button>
      </p>
    </details>`;
  }

  /** @param {number} seq @param {string} text @param {number[]} ticked */
  #tick(seq, text, ticked) {
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

  /** @param {State} mine */
  #ended(mine) {
    return html`<section class="work" aria-labelledby="ended-title">
      <h2 id="ended-title">${say("js.inbox.ended")}</h2>
      ${this.#wrong()}
      <p><strong>${say(`js.inbox.outcome_${mine.outcome}`)}</strong></p>
      <p>
        ${mine.purge ? say("js.inbox.goes", { day: nearDay(mine.purge, this.today) }) : nothing}
        ${mine.keep ? say("js.inbox.kept_because", { reason: mine.keep }) : nothing}
      </p>
      ${mine.removal ? html`<p class="hint">${say(mine.removal.day <= this.today ? "js.inbox.contact_gone" : "js.inbox.contact_goes", { day: nearDay(mine.removal.day, this.today) })}</p>` : nothing}
      <p class="buttons">
        <button type="button" class="button quiet" @click=${() => this.#saveAs(reopen(mine, this.today, holidays))}>
          ${say("js.inbox.reopen")}
        </button>
        ${mine.outcome === NO_CASE ? this.#deleteButtons() : nothing}
      </p>
      <details>
        <summary>${say("js.inbox.keep_longer")}</summary>
        <div class="question">
          <label for="keep">${say("js.inbox.keep_reason")}</label>
          <input type="text" id="keep" autocomplete="off" />
        </div>
        ${this.#longer(mine)}
      </details>
      <p role="status" data-saved>
        ${this.saving ? say("js.inbox.saving") : this.saved ? say("js.inbox.saved") : nothing}
      </p>
    </section>`;
  }

  /** @param {State} mine */
  #longer(mine) {
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
      <button type="button" class="button" @click=${() => this.#tell("delete", [this.row?.id])}>
        ${say("js.inbox.delete_now")}
      </button>
      <button type="button" class="button quiet" @click=${() => (this.asksToDelete = false)}>
        ${say("js.inbox.cancel")}
      </button>`;
  }

  #papers() {
    const id = this.row?.id ?? "";
    return html`<nav class="papers" aria-label=${say("js.inbox.papers")}>
      <a class="alone" href=${caseAddress(id, "card")}>${say("js.inbox.card")}</a>
      <a class="alone" href=${caseAddress(id, "visit")}>${say("js.inbox.visit")}</a>
      <a class="alone" href=${caseAddress(id, "paper")}>${say("js.inbox.paper")}</a>
    </nav>`;
  }

  // Both have decided, and not the same: the words of both are in the log, and one of the decisions holds.
  #clashed() {
    if (!this.clashes.length) return nothing;
    return html`<section class="notice" role="alert" data-clash>
      <p>${say("js.inbox.clash")}</p>
      ${this.clashes.map((clash) => {
        const [mine, theirs] = [clash.mine, clash.theirs].map((state) => this.#said(clash.decision, state));
        return html`<p>
          <strong>${say(`js.inbox.clash_${clash.decision}`)}</strong>
          <button type="button" class="button quiet" @click=${() => this.#settle(clash, clash.mine)}>
            ${say("js.inbox.clash_mine", { what: mine })}
          </button>
          <button type="button" class="button quiet" @click=${() => this.#settle(clash, clash.theirs)}>
            ${say("js.inbox.clash_theirs", { what: theirs })}
          </button>
        </p>`;
      })}
    </section>`;
  }

  /** @param {string} decision @param {Partial<State>} state @returns {string} */
  #said(decision, { level, owner, step, next, outcome, closed }) {
    if (decision === "level") return level ? say(`js.inbox.level_${level}`) : "–";
    if (decision === "owner") return owner ? this.nameOf(owner) : say("js.inbox.nobody");
    if (decision === "next")
      return `${step ? say(`js.inbox.step_${step}`) : ""} ${next ? nearDay(next, this.today) : ""}`.trim();
    return closed ? say(`js.inbox.outcome_${outcome}`) : say("js.inbox.still_open");
  }

  /** @param {import("../logic/casefile.js").Clash} clash @param {Partial<State>} chosen */
  #settle(clash, chosen) {
    this.#tell("settle", { clash, chosen });
  }

  #wrong() {
    return this.problem
      ? html`<p class="error" role="alert">${say("js.advisors.error")} ${say(this.problem)}</p>`
      : nothing;
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

  /** @param {State} mine @param {number[]} ticked */
  #close(mine, ticked) {
    if (!this.outcome) return this.#tell("refuse", "js.inbox.outcome_missing");
    const how = { outcome: this.outcome, ticked, today: this.today, months: words.retention_months, words };
    this.#saveAs(close(mine, this.items, how));
  }

  /** @param {State} mine @param {number} months */
  #keep(mine, months) {
    const keep = this.field("keep").value.trim();
    if (!keep) return this.#tell("refuse", "js.inbox.keep_missing");
    this.#saveAs({ keep, purge: addMonths(mine.purge || this.today, months) });
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

// The other case may hold the link: what stands here outweighs it.
/** @param {State} mine @param {string} id @returns {Partial<State>} */
function parted({ links, apart }, id) {
  return { links: links.filter((each) => each !== id), apart: [...apart.filter((each) => each !== id), id] };
}

customElements.define("case-work", CaseWork);
