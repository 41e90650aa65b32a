// The boards' figures: a year's closed cases, of one organisation or of all, drawn, in tables, on paper and as CSV.
import { html, nothing } from "lit";
import { FEWEST } from "../logic/suppression.js";
import { DIMENSIONS, REST, columnsOf, contactsOf, figuresOf, yearsOf } from "../logic/figures.js";
import { PageElement, say } from "./page-element.js";
import { lists, words } from "./words.js";
import "./figure-chart.js";

/** @typedef {import("../logic/figures.js").Figures} Figures */
/** @typedef {import("../logic/figures.js").Table} Table */

const HIDDEN = "–";

class FiguresPage extends PageElement {
  static properties = {
    casebook: { attribute: false },
    session: { attribute: false },
    rows: { attribute: false },
    today: {},
    year: { state: true },
    group: { state: true },
    problem: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../casebook.js").Casebook} */
    this.casebook = /** @type {any} */ (null);
    /** @type {import("../session.js").Session} */
    this.session = /** @type {any} */ (null);
    /** @type {import("../logic/rows.js").Row[]} */
    this.rows = [];
    this.today = "";
    this.year = "";
    this.group = "";
    this.problem = "";
  }

  render() {
    const { tallying, cases } = this.casebook;
    const listed = [...cases];
    const tally = tallying.with(listed);
    const years = yearsOf(tally.lines);
    const year = years.includes(this.year) ? this.year : (years[0] ?? "");
    const known = contactsOf(listed);
    const contacts = new Map(listed.map((each, at) => [tallying.of(each).id, known[at]]));
    const figures = figuresOf(tally.lines, { year, contacts, ...lists });
    const group = figures?.groups.some(({ id }) => id === this.group) ? this.group : "";
    return html`<div class="figures">
      <p class="no-print"><a class="alone" data-back href="#">${say("js.inbox.to_list")}</a></p>
      <h1 tabindex="-1">${say("js.figures.title")} ${year}</h1>
      <p class="no-print">${say("js.figures.hint")}</p>
      ${this.#notices()}
      ${years.length ? this.#choices(years, year, figures, group) : html`<p>${say("js.figures.none")}</p>`}
      ${years.length && !figures ? html`<p class="notice" data-few>${say("js.figures.few", { year, count: FEWEST })}</p>` : nothing}
      ${figures ? this.#figures(figures, group, year, tally.amount) : nothing}
    </div>`;
  }

  #notices() {
    const { flag } = this.casebook.tallying;
    return html`${this.problem ? html`<p class="notice" role="alert">${say(this.problem)}</p>` : nothing}
    ${
      flag
        ? html`<div class="notice" data-flag>
            <p>${say("js.figures.flag")}</p>
            <p class="buttons">
              <button class="button quiet" @click=${() => this.#during(() => this.casebook.tallying.renew())}>
                ${say("js.figures.renew")}
              </button>
            </p>
          </div>`
        : nothing
    }`;
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
    const columns = DIMENSIONS.map(
      (name) => /** @type {const} */ ([name, columnsOf(figures, figures.tables[name], group)]),
    );
    const signs = columnsOf(figures, figures.signs, group);
    return html`<p><strong>${groupName(figures, group)}</strong></p>
      ${this.#sums(figures, group, amount)} ${columns.map(([name, counts]) => figure(name, counts))}
      ${signs.length ? figure("signs", signs) : nothing}
      <p class="hint">${say("js.figures.hidden", { count: FEWEST })}</p>
      <div class="no-print">
        <p class="buttons">
          <button class="button" @click=${() => window.print()}>${say("js.figures.print")}</button>
          <button class="button quiet" @click=${() => download(asCsv(figures, year), `tal-${year}.csv`)}>
            ${say("js.figures.csv")}
          </button>
        </p>
        ${this.#amount(amount)}
      </div>`;
  }

  /** @param {Figures} figures @param {string} group @param {number} amount */
  #sums(figures, group, amount) {
    const closed = group ? figures.groups.find(({ id }) => id === group)?.total : figures.total;
    const averted =
      columnsOf(figures, figures.tables.outcome, group).find(({ column }) => column === "averted")?.count ?? null;
    const open = this.rows.filter((row) => !row.isClosed && !row.isSpam).length;
    const saved = averted === null ? HIDDEN : say("js.figures.kroner", { amount: number(averted * amount) });
    return html`<dl class="sums">
      ${sum("closed", number(closed ?? 0))} ${group ? nothing : sum("open", open < FEWEST ? HIDDEN : number(open))}
      ${sum("averted", averted === null ? HIDDEN : number(averted))} ${sum("saved", saved)}
    </dl>`;
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
          .value=${String(amount)}
        />
      </div>
      <p class="buttons"><button class="button quiet">${say("js.figures.save")}</button></p>
    </form>`;
  }

  /** @param {string} typed */
  #value(typed) {
    const digits = typed.replace(/[\s.]/g, "");
    if (!/^[0-9]{1,7}$/.test(digits)) {
      this.problem = "js.figures.amount_wrong";
      return this.field("amount").focus();
    }
    return this.#during(() => this.casebook.tallying.value(Number(digits)));
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

/** @param {string} name @param {{ column: string, count: number | null }[]} counts */
function figure(name, counts) {
  const labels = counts.map(({ column }) => columnName(name, column));
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
                <td>${count === null ? HIDDEN : number(count)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** @param {string} name @param {string} value */
function sum(name, value) {
  return html`<div data-sum=${name}>
    <dt>${say(`js.figures.sum_${name}`)}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** @param {Figures} figures @param {string} id @returns {string} */
function groupName({ groups }, id) {
  if (!id) return say("js.figures.all");
  const members = groups.find((group) => group.id === id)?.members ?? [];
  const names = members.map((slug) => (slug ? (words.organisations[slug] ?? slug) : say("js.figures.no_organisation")));
  return id === REST ? `${say("js.figures.rest")}: ${names.join(", ")}` : names.join();
}

/** @param {string} name of a table @param {string} column @returns {string} */
function columnName(name, column) {
  if (column === REST) return say("js.figures.rest");
  if (!column) return say("js.figures.unknown");
  if (name === "kind") return say(`door.${column}.short`);
  if (name === "level") return say(`js.inbox.level_${column}`);
  if (name === "outcome") return say(`js.inbox.outcome_${column}`);
  if (name === "contact") return say(`js.figures.contact_${column}`);
  const [question, choice] = column.split(".");
  return say(`q.${question}.${choice}`);
}

/** @param {Figures} figures @param {string} year @returns {string} everything that can be seen, as lines */
function asCsv(figures, year) {
  const head = [
    say("js.figures.choose_year"),
    say("js.figures.choose_group"),
    say("js.figures.figure"),
    say("js.figures.answer"),
    say("js.figures.cases"),
  ];
  const tables = { ...figures.tables, signs: figures.signs };
  const lines = ["", ...figures.groups.map(({ id }) => id)].flatMap((group) => {
    const all = [
      groupName(figures, group),
      say("js.figures.sum_closed"),
      "",
      String(figures.groups.find(({ id }) => id === group)?.total ?? figures.total),
    ];
    const counts = Object.entries(tables).flatMap(([name, table]) =>
      columnsOf(figures, table, group).map(({ column, count }) => [
        ...[groupName(figures, group), say(`js.figures.of_${name}`), columnName(name, column), String(count ?? HIDDEN)],
      ]),
    );
    return [all, ...counts].map((line) => [year, ...line]);
  });
  return [head, ...lines].map((line) => line.map(quoted).join(";")).join("\r\n");
}

/** @param {string} field @returns {string} */
function quoted(field) {
  return `"${field.replaceAll('"', '""')}"`;
}

// With a mark in front, or spreadsheets take it for another alphabet.
/** @param {string} text @param {string} name */
function download(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\uFEFF", text], { type: "text/csv" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** @param {number} count @returns {string} */
function number(count) {
  return count.toLocaleString(document.documentElement.lang);
}

customElements.define("figures-page", FiguresPage);
