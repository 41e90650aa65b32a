// The boards' figures: a year's closed cases, of one organisation or of all, drawn, in tables, on paper and as CSV.
import { html, nothing } from "lit";
import type { Casebook } from "../../cases/casebook.ts";
import { SessionOver } from "../../keys/keyring.ts";
import { columnsOf, contactsOf, figuresOf, yearsOf, type Figures, type Table } from "../../logic/figures.ts";
import type { Row } from "../../logic/rows.ts";
import { FEWEST } from "../../logic/suppression.ts";
import { backToList } from "../parts/back-link.ts";
import { say } from "../parts/page-element.ts";
import { lists, settings } from "../parts/settings.ts";
import { View } from "../parts/view.ts";
import type { Viewer } from "../parts/viewer.ts";
import { HIDDEN, IN_KRONER, asCsv, columnName, download, groupName, readable, sumsOf } from "./figure-texts.ts";

const WRONG = "js.figures.amount_wrong";
const AMOUNT = /^([0-9]{1,7}|[0-9]{1,3}([. ][0-9]{3}){1,2})$/;
const SIGNS = [
  ...new Set(
    Object.values(settings.questions)
      .flat()
      .filter(({ kind, says_what }) => says_what && kind === "choices")
      .flatMap(({ id, choices }) => choices.map((choice) => `${id}.${choice}`)),
  ),
];

export interface FiguresProps {
  casebook: Casebook;
  rows: Row[];
  isWhole: boolean; // all cases have been read, so that what is counted is all there is
  refused: string; // a catalogue's key of why they could not be
  viewer: Viewer;
}

export function figuresPage(props: FiguresProps) {
  return html`<figures-page .props=${props}></figures-page>`;
}

class FiguresPage extends View<FiguresProps> {
  static properties = {
    year: { state: true },
    group: { state: true },
    problem: { state: true },
    saved: { state: true },
  };

  year = "";
  group = "";
  problem = "";
  saved = false;

  render() {
    const wait = html`<p role=${this.props.refused ? "alert" : "status"} class=${this.props.refused ? "notice" : ""}>
      ${say(this.props.refused || "js.advisors.working")}
    </p>`;
    return html`<div class="figures">
      ${backToList(this.props.viewer.back)}
      ${
        this.props.isWhole
          ? this.#counted()
          : html`<h1 tabindex="-1">${say("js.figures.title")}</h1>
              ${wait}`
      }
    </div>`;
  }

  #counted() {
    const { tallying, cases } = this.props.casebook;
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
    const { flag, canBeRenewed } = this.props.casebook.tallying;
    return html`${this.problem ? html`<p class="notice" role="alert">${say(this.problem)}</p>` : nothing}
    ${flag ? html`<div class="notice" data-flag>${canBeRenewed ? this.#flagged() : say("js.figures.wait")}</div>` : nothing}`;
  }

  #flagged() {
    return html`<p>${say("js.figures.flag")}</p>
      <p class="buttons">
        <button class="button quiet" @click=${() => this.#during(() => this.props.casebook.tallying.renew())}>
          ${say("js.figures.renew")}
        </button>
      </p>`;
  }

  #choices(years: string[], year: string, figures: Figures | null, group: string) {
    return html`<div class="selects no-print">
      ${this.#select("year", years, year, (each) => each)}
      ${figures ? this.#select("group", ["", ...figures.groups.map(({ id }) => id)], group, (id) => groupName(figures, id)) : nothing}
    </div>`;
  }

  #select(name: "year" | "group", values: string[], chosen: string, label: (value: string) => string) {
    return html`<div class="question">
      <label for="figures-${name}">${say(`js.figures.choose_${name}`)}</label>
      <select id="figures-${name}" @change=${() => (this[name] = this.field(`figures-${name}`).value)}>
        ${values.map((each) => html`<option value=${each} .selected=${each === chosen}>${label(each)}</option>`)}
      </select>
    </div>`;
  }

  #figures(figures: Figures, group: string, year: string, amount: number) {
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
        ${this.props.casebook.tallying.flag ? nothing : this.#amount(amount)}
      </div>`;
  }

  #sums(figures: Figures, group: string, amount: number) {
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

  /** @returns open cases */
  get #open(): number {
    return this.props.rows.filter((row) => !row.isClosed && !row.isSpam).length;
  }

  #amount(amount: number) {
    return html`<form
      novalidate
      @submit=${(event: Event) => {
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

  async #value(typed: string) {
    this.problem = "";
    this.saved = false;
    await this.updateComplete; // or the same words would not be read out again
    if (!AMOUNT.test(typed.trim())) {
      this.problem = WRONG;
      return this.field("amount").focus();
    }
    await this.#during(() => this.props.casebook.tallying.value(Number(typed.replace(/[. ]/g, ""))));
    this.saved = !this.problem;
  }

  async #during(work: () => Promise<void>) {
    this.problem = "";
    try {
      await work();
    } catch (error) {
      if (!(error instanceof SessionOver)) this.problem = "js.inbox.not_saved";
    }
    this.requestUpdate();
  }
}

function figure(name: string, table: Table, counts: { column: string; count: number | null }[]) {
  const labels = counts.map(({ column }) => columnName(name, table, column));
  const most = Math.max(...counts.map(({ count }) => count ?? 0));
  return html`<section class="figure" data-figure=${name} aria-labelledby="figure-${name}">
    <h2 id="figure-${name}">${say(`js.figures.of_${name}`)}</h2>
    <table aria-labelledby="figure-${name}">
      <thead>
        <tr>
          <th scope="col">${say(`js.figures.of_${name}`)}</th>
          <th scope="col" class="count" colspan="2">${say("js.figures.cases")}</th>
        </tr>
      </thead>
      <tbody>
        ${counts.map(
          ({ column, count }, at) =>
            html`<tr data-column=${column}>
              <th scope="row">${labels[at]}</th>
              <td class="drawn" aria-hidden="true">${bar(count, most)}</td>
              <td>${shown(count)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

// What the number says, for whoever sees it. The width is no attribute, as the policy refuses styles in those.
function bar(count: number | null, most: number) {
  return count ? html`<div .style=${`inline-size: ${(100 * count) / most}%`}></div>` : nothing;
}

// A dash alone is not read out by every screen reader.
/** @param saying how it is said */
function shown(count: number | null, saying: (count: string) => string = (each) => each) {
  if (count !== null) return saying(readable(count));
  return html`<span aria-hidden="true">${HIDDEN}</span
    ><span class="visually-hidden">${say("js.figures.not_shown")}</span>`;
}

customElements.define("figures-page", FiguresPage);
