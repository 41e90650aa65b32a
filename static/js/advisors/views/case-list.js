// The list: newest day first, in steps, so that ten thousand cases don't become ten thousand rows at once.
import { html, nothing } from "lit";
import { caseLine } from "../logic/case-line.js";
import { looksLikeSpam } from "../logic/answers.js";
import { isReadable } from "../logic/conversation.js";
import { caseAddress } from "../route.js";
import { PageElement, say, shortDay } from "./page-element.js";
import { dangerMark } from "./report.js";
import { words } from "./words.js";

const STEP = 100;

/** @typedef {import("../casebook.js").Listed} Listed */

class CaseList extends PageElement {
  static properties = {
    cases: { attribute: false },
    progress: { attribute: false },
    resealing: { attribute: false },
    remembered: { attribute: false },
    rows: { state: true },
  };

  constructor() {
    super();
    /** @type {Listed[]} */
    this.cases = [];
    /** @type {import("../casebook.js").Casebook["progress"]} */
    this.progress = null;
    /** @type {import("../resealing.js").Progress | null} */
    this.resealing = null;
    /** @type {import("../bookkeeping.js").Remembered | null} */
    this.remembered = null;
    this.rows = STEP;
  }

  render() {
    const suspicious = this.cases.filter((item) => isReadable(item) && looksLikeSpam(item.document.body));
    const others = suspicious.length ? this.cases.filter((item) => !suspicious.includes(item)) : this.cases;
    return html` <h1 tabindex="-1">${say("js.inbox.title")}</h1>
      ${this.#progressBar()} ${this.#resealed()} ${this.#lastTime()}
      ${this.cases.length || this.progress ? nothing : html`<p>${say("js.inbox.empty")}</p>`}
      ${this.#folded(suspicious)}
      <ul class="cases">
        ${others.slice(0, this.rows).map((item) => this.#row(item))}
      </ul>
      ${
        others.length > this.rows
          ? html`<p class="buttons">
              <button class="button quiet" @click=${this.#showMore}>${say("js.inbox.more")}</button>
            </p>`
          : nothing
      }`;
  }

  // Out of the way, but counted in sight: some of them are real.
  /** @param {Listed[]} suspicious */
  #folded(suspicious) {
    if (!suspicious.length) return nothing;
    return html`<details class="spam">
      <summary>${say("js.inbox.spam", { count: suspicious.length })}</summary>
      <p class="hint">${say("js.inbox.spam_hint")}</p>
      <ul class="cases">
        ${suspicious.map((item) => this.#row(item))}
      </ul>
    </details>`;
  }

  #progressBar() {
    if (!this.progress) return nothing;
    const { done, total } = this.progress;
    return html`<div class="progress" role="status">
      <label for="opening">${say("js.inbox.opening", { done, total })}</label>
      <progress id="opening" max=${total || 1} .value=${done}></progress>
    </div>`;
  }

  #resealed() {
    if (!this.resealing) return nothing;
    const { done, total, failed } = this.resealing;
    if (done >= total) return html`<p class="notice" role="status">${say("js.inbox.reseal_failed", { failed })}</p>`;
    return html`<div class="progress" role="status">
      <label for="resealing">${say("js.inbox.resealing", { done, total })}</label>
      <progress id="resealing" max=${total || 1} .value=${done}></progress>
    </div>`;
  }

  // What the ledger said when the inbox was open last, and what is not as it said.
  #lastTime() {
    if (!this.remembered) return nothing;
    const { day, count, problem, back, changed, gone } = this.remembered;
    const line = html`<p class="muted" data-last>
      ${day ? say("js.inbox.last_time", { day: shortDay(day), count }) : nothing}
    </p>`;
    if (!problem && !back.length && !changed.length && !gone.length) return line;
    return html`${line}
      <div class="summary" role="alert" data-ledger>
        ${problem ? html`<p>${say(`js.inbox.ledger_${problem}`)}</p>` : nothing}
        ${this.#named("js.inbox.case_back", back)} ${this.#named("js.inbox.case_changed", changed)}
        ${this.#named("js.inbox.case_gone", gone)}
        <p class="buttons">
          <button class="button quiet" @click=${() => this.dispatchEvent(new CustomEvent("accept"))}>
            ${say("js.inbox.ledger_seen")}
          </button>
        </p>
      </div>`;
  }

  /** @param {string} key @param {string[]} ids */
  #named(key, ids) {
    if (!ids.length) return nothing;
    return html`<p>${say(key)}</p>
      <ul>
        ${ids.map(
          (id) =>
            html`<li>
              <a href=${caseAddress(id)}><bdi dir="ltr">${id.slice(0, 8)}</bdi></a>
            </li>`,
        )}
      </ul>`;
  }

  /** @param {Listed} item */
  #row(item) {
    return html`<li>
      <a class="case" href=${caseAddress(item.case)}>
        <span class="day">${shortDay(item.day)}</span>
        <span class="what" dir="auto"
          >${item.news ? html`<strong class="news">${say("js.inbox.news")}</strong> ` : nothing}${this.#what(item)}</span
        >
      </a>
    </li>`;
  }

  /** @param {Listed} item */
  #what(item) {
    if (!isReadable(item)) return html`<strong class="mark">${say(`js.inbox.state_${item.state}`)}</strong>`;
    const late = item.arrival === "wrong" ? html`<strong class="mark">${say("js.inbox.day_wrong")}</strong> ` : nothing;
    return html`${late}${dangerMark(item.document.body)} ${caseLine(item.document.body, words)}`;
  }

  #showMore = () => {
    this.rows += STEP;
  };
}

customElements.define("case-list", CaseList);
