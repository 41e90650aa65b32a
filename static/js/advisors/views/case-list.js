// The list: newest day first, in steps, so that ten thousand cases don't become ten thousand rows at once.
import { html, nothing } from "lit";
import { caseLine } from "../logic/case-line.js";
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
    rows: { state: true },
  };

  constructor() {
    super();
    /** @type {Listed[]} */
    this.cases = [];
    /** @type {import("../casebook.js").Casebook["progress"]} */
    this.progress = null;
    this.rows = STEP;
  }

  render() {
    return html` <h1 tabindex="-1">${say("js.inbox.title")}</h1>
      ${this.#progressBar()} ${this.cases.length || this.progress ? nothing : html`<p>${say("js.inbox.empty")}</p>`}
      <ul class="cases">
        ${this.cases.slice(0, this.rows).map((item) => this.#row(item))}
      </ul>
      ${
        this.cases.length > this.rows
          ? html`<p class="buttons">
              <button class="button quiet" @click=${this.#showMore}>${say("js.inbox.more")}</button>
            </p>`
          : nothing
      }`;
  }

  #progressBar() {
    if (!this.progress) return nothing;
    const { done, total } = this.progress;
    return html`<div class="progress" role="status">
      <label for="opening">${say("js.inbox.opening", { done, total })}</label>
      <progress id="opening" max=${total || 1} .value=${done}></progress>
    </div>`;
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
    if (item.state !== "open") return html`<strong class="mark">${say(`js.inbox.state_${item.state}`)}</strong>`;
    return html`${dangerMark(item.document.body)} ${caseLine(item.document.body, words)}`;
  }

  #showMore = () => {
    this.rows += STEP;
  };
}

customElements.define("case-list", CaseList);
