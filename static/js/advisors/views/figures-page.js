// The boards' figures: a year's closed cases, of one organisation or of all, drawn, in tables, on paper and as CSV.
import { html, nothing } from "lit";
import { FEWEST } from "../logic/suppression.js";
import { columnsOf, contactsOf, figuresOf, yearsOf } from "../logic/figures.js";
import { HIDDEN, IN_KRONER, asCsv, columnName, download, groupName, readable, sumsOf } from "./figure-words.js";
import { PageElement, say } from "./page-element.js";
import { lists, words } from "./words.js";
import "./figure-chart.js";

/** @typedef {import("../logic/figures.js").Figures} Figures */
/** @typedef {import("../logic/figures.js").Table} Table */

const WRONG = "js.figures.amount_wrong";
const AMOUNT = /^([0-9]{1,7}|[0-9]{1,3}([. ][0-9]{3}){1,2})$/;
const SIGNS = [
  ...new Set(
    Object.values(words.questions)
      .flat()
      .filter(({ kind, says_what }) => says_what && kind === "choices")
      .flatMap(({ id, choices }) => choices.map((choice) => `${id}.${choice}`)),
  ),
];

class FiguresPage extends PageElement {
  static properties = {
    casebook: { attribute: false },
    session: { attribute: false },
    rows: { attribute: false },
    year: { state: true },
    group: { state: true },
    isWhole: { attribute: false },
    refused: {},
    problem: { state: true },
    saved: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../casebook.js").Casebook} */
    this.casebook = /** @type {any} */ (null);
    /** @type {import("../session.js").Session} */
    this.session = /** @type {any} */ (null);
    /** @type {import("../logic/rows.js").Row[]} */
    this.rows = [];
    this.year = "";
    this.group = "";
    /** Whether all cases have been read, so that what is counted is all there is. */
    this.isWhole = false;
    /** A catalogue's key of why they could not be. */
    this.refused = "";
    this.problem = "";
    this.saved = false;
  }

  render() {
    const wait = html`<p role=${this.refused ? "alert" : "status"} class=${this.refused ? "notice" : ""}>
      ${say(this.refused || "js.advisors.working")}
    </p>`;
    return html`<div class="figures">
      <p class="no-print"><a class="alone" data-back href="#">${say("js.inbox.to_list")}</a></p>
      ${
        this.isWhole
          ? this.#counted()
          : html`<h1 tabindex="-1">${say("js.figures.title")}</h1>
              ${wait}`
      }
    </div>`;
  }

  #counted() {
    const { tallying, cases } = this.casebook;
    const listed = [...cases];
    const tally = tallying.with(listed);
    const years = yearsOf(tally.lines);
    const year = years.includes(this.year) ? this.year : (years[0] ?? "");
    const known = contactsOf(listed);
    const contacts = new Map(listed.map((each, at) => [tallying.of(each).id, known[at]]));
    const figures = figuresOf(tally.lines, { year, contacts, ...lists, signs: SIGNS });
    const group = figures?.groups.some(({ id }) => id === this.group) ? this.group : "";
    return html`<h1 tabindex="-1">${say("js.figures.title")} ${year}</h1>
      <p class="no-print">${say("js.figures.hint")}</p>
      ${this.#notices()}
      ${years.length ? this.#choices(years, year, figures, group) : html`<p>${say("js.figures.none")}</p>`}
      ${years.length && !figures ? html`<p class="notice" data-few>${say("js.figures.few", { year, count: FEWEST })}</p>` : nothing}
      ${figures ? this.#figures(figures, group, year, tally.amount) : nothing}`;
  }

  #notices() {
    const { flag, canBeRenewed } = this.casebook.tallying;
    return html`${this.problem ? html`<p class="notice" role="alert">${say(this.problem)}</p>` : nothing}
    ${flag ? html`<div class="notice" data-flag>${canBeRenewed ? this.#flagged() : say("js.figures.wait")}</div>` : nothing}`;
  }

  #flagged() {
    return html`<p>${say("js.figures.flag")}</p>
      <p class="buttons">
        <button class="button quiet" @click=${() => this.#during(() => this.casebook.tallying.renew())}>
          ${say("js.figures.renew")}
        </button>
      </p>`;
  }

  /** @param {string[]} years @param {string} year @param {Figures | null} figures @param {string} group */
  #choices(years, year, figures, group) {
    return html`<div class="selects no-print">
      ${this.#select("year", years, year, (each) => each)}
      ${figures ? this.#select("group", ["", ...figures.groups.map(({ id }) => id)], group, (id) => groupName(figures, id)) : nothing}
    </div>`;
  }

  /** @param {"year" | "group"} name @param {string[]} values @param {string} chosen @param {(value: string) => string} label */
  #select(name, values, chosen, label) {
    return html`<div class="question">
      <label for="figures-${name}">${say(`js.figures.choose_${name}`)}</label>
      <select id="figures-${name}" @change=${() => (this[name] = this.field(`figures-${name}`).value)}>
        ${values.map((each) => html`<option value=${each} .selected=${each === chosen}>${label(each)}</option>`)}
      </select>
    </div>`;
  }

  /** @param {Figures} figures @param {string} group @param {string} year @param {number} amount */
  #figures(figures, group, year, amount) {
    const tables = Object.entries({ ...figures.tables, signs: figures.signs }).filter(
      ([, { columns }]) => columns.length,
    );
    return html`<p><strong>${groupName(figures, group)}</strong></p>
      <p class="hint">${say("js.figures.hidden", { count: FEWEST })}</p>
      ${this.#sums(figures, group, amount)}
      ${tables.map(([name, table]) => figure(name, table, columnsOf(figures, table, group)))}
      <div class="no-print">
        <p class="buttons">
          <button class="button" @click=${() => window.print()}>${say("js.figures.print")}</button>
          <button
            class="button quiet"
            @click=${() => download(asCsv(figures, year, { amount, open: this.#open }), `tal-${year}.csv`)}
          >
            ${say("js.figures.csv")}
          </button>
        </p>
        ${this.casebook.tallying.flag ? nothing : this.#amount(amount)}
      </div>`;
  }

  /** @param {Figures} figures @param {string} group @param {number} amount */
  #sums(figures, group, amount) {
    return html`<dl class="sums">
      ${sumsOf(figures, group, { amount, open: this.#open }).map(
        ([name, count]) =>
          html`<div data-sum=${name}>
            <dt>${say(`js.figures.sum_${name}`)}</dt>
            <dd>
              ${shown(count, IN_KRONER.includes(name) ? (kroner) => say("js.figures.kroner", { amount: kroner }) : undefined)}
            </dd>
          </div>`,
      )}
    </dl>`;
  }

  /** @returns {number} open cases */
  get #open() {
    return this.rows.filter((row) => !row.isClosed && !row.isSpam).length;
  }

  /** @param {number} amount */
  #amount(amount) {
    return html`<form
      novalidate
      @submit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        this.#value(this.field("amount").value);
      }}
    >
      <div class="question">
        <label for="amount">${say("js.figures.amount")}</label>
        <p class="hint" id="amount-hint">${say("js.figures.amount_hint")}</p>
        <input
          type="text"
          id="amount"
          inputmode="numeric"
          autocomplete="off"
          aria-describedby="amount-hint"
          aria-invalid=${this.problem === WRONG ? "true" : "false"}
          .value=${String(amount)}
        />
      </div>
      <p class="buttons"><button class="button quiet">${say("js.figures.save")}</button></p>
      <p role="status">${this.saved ? say("js.inbox.saved") : nothing}</p>
    </form>`;
  }

  /** @param {string} typed */
  async #value(typed) {
    this.problem = "";
    this.saved = false;
    await this.updateComplete; // or the same words would not be read out again
    if (!AMOUNT.test(typed.trim())) {
      this.problem = WRONG;
      return this.field("amount").focus();
    }
    await this.#during(() => this.casebook.tallying.value(Number(typed.replace(/[. ]/g, ""))));
    this.saved = !this.problem;
  }

  /** @param {() => Promise<void>} work */
  async #during(work) {
    this.problem = "";
    try {
      await this.session.during(work());
    } catch {
      if (!this.session.signal.aborted) this.problem = "js.inbox.not_saved";
    }
    this.requestUpdate();
  }
}

/** @param {string} name @param {Table} table @param {{ column: string, count: number | null }[]} counts */
function figure(name, table, counts) {
  const labels = counts.map(({ column }) => columnName(name, table, column));
  return html`<section class="figure" data-figure=${name} aria-labelledby="figure-${name}">
    <h2 id="figure-${name}">${say(`js.figures.of_${name}`)}</h2>
    <div class="pair">
      <figure-chart .labels=${labels} .counts=${counts.map(({ count }) => count)}></figure-chart>
      <table aria-labelledby="figure-${name}">
        <thead>
          <tr>
            <th scope="col">${say(`js.figures.of_${name}`)}</th>
            <th scope="col" class="count">${say("js.figures.cases")}</th>
          </tr>
        </thead>
        <tbody>
          ${counts.map(
            ({ column, count }, at) =>
              html`<tr data-column=${column}>
                <th scope="row">${labels[at]}</th>
                <td>${shown(count)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

// A dash alone is not read out by every screen reader.
/** @param {number | null} count @param {(count: string) => string} [saying] how it is said */
function shown(count, saying = (each) => each) {
  if (count !== null) return saying(readable(count));
  return html`<span aria-hidden="true">${HIDDEN}</span
    ><span class="visually-hidden">${say("js.figures.not_shown")}</span>`;
}

customElements.define("figures-page", FiguresPage);
