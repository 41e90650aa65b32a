// The list: what acts first comes first. It fetches by itself and never moves a row under the hand: what is new waits
// until somebody asks for it, or the list is shown anew.
import { html, nothing } from "lit";
import type { LedgerFindings } from "../../cases/ledger.ts";
import type { Progress } from "../../cases/opened-cases.ts";
import type { ResealProgress } from "../../cases/reseal.ts";
import { LEVELS } from "../../logic/casefile.ts";
import { GROUPS, fits, inOrder, type Filter, type Row } from "../../logic/rows.ts";
import { search } from "../../logic/search.ts";
import { addDays } from "../../logic/workdays.ts";
import { say } from "../parts/page-element.ts";
import type { ListPosition } from "../parts/position.ts";
import { kindOf, lists, settings } from "../parts/settings.ts";
import { View } from "../parts/view.ts";
import type { Viewer } from "../parts/viewer.ts";
import { lastTime, progressBar, resealed } from "./banners.ts";
import { caseRow } from "./case-row.ts";
import { caseRows } from "./case-rows.ts";

const CHIPS = ["open", "mine", "new", "answers", "overdue", "deadline", "closed", "going"];
const SOON_DAYS = 14;

/** All cases, and how far reading them is: what the casebook says of each is told there. */
export interface ListedCases {
  rows: Row[];
  homes: Map<string, string[]>; // the others of each case
  texts: Map<string, string>; // what is searched, by case
  searchable: Progress | null;
  remade: number;
  progress: Progress | null;
  resealing: ResealProgress | null;
  findings: LedgerFindings | null;
}

export interface CaseListProps {
  cases: ListedCases;
  filter: Filter;
  typed: string; // what is searched for
  fetched: { at: string; isOffline: boolean };
  position: ListPosition;
  viewer: Viewer;
}

export function caseList(props: CaseListProps) {
  return html`<case-list .props=${props}></case-list>`;
}

class CaseList extends View<CaseListProps> {
  static properties = { asksToDelete: { state: true } };

  /** A catalogue's key of what is asked for once more. */
  asksToDelete = "";

  /** the order on the screen, by id; null while everything is still being opened */
  #order: string[] | null = null;
  #since = ""; // when that order was made

  /** Lets the newest state decide which rows there are, and in which order. */
  arrange() {
    this.#order = null;
    this.requestUpdate();
  }

  /**
   * Brings somebody back to where they were.
   * @param scroll pixels
   * @param id of the case that was open
   */
  async goBack(scroll: number, id: string) {
    this.arrange();
    await this.updateComplete;
    const row = (await this.querySelector("case-rows")?.reach(scroll, id)) ?? null;
    (row ?? this.querySelector("h1"))?.focus({ preventScroll: row !== null });
  }

  render() {
    const suspicious = this.props.cases.rows.filter((row) => row.isSpam);
    const closed = this.props.cases.rows.filter((row) => row.state === "closed");
    const all = this.props.cases.rows.filter((row) => !row.isSpam && row.state !== "closed");
    const isFound = search(this.props.typed, this.props.cases.texts);
    const fitting = inOrder(all.filter((row) => this.#fits(row) && isFound(row)));
    const shown = this.#hold(fitting, all);
    const { progress, resealing, findings } = this.props.cases;
    const accept = (id: string) => this.#accept(id);
    return html` <div class="list-head">
        <h1 tabindex="-1">${say("js.inbox.title")}</h1>
        ${this.#freshness(fitting, shown)}
      </div>
      ${progressBar(progress)} ${resealed(resealing, accept)} ${lastTime(findings, accept)} ${this.#remade()}
      ${this.#filters(all)} ${this.#empty(shown)} ${this.#folded(suspicious)} ${this.#closedToMe(closed)}
      ${this.#deletable(shown)}
      ${caseRows({ rows: shown, homes: this.props.cases.homes, position: this.props.position, viewer: this.props.viewer })}
      <p><a class="alone" href="#figures">${say("js.figures.title")}</a></p>
      ${
        lists.organisations.length
          ? html`<p><a class="alone" href="#papers">${say("js.inbox.papers_of")}</a></p>
              <p><a class="alone" href="#posters">${say("js.poster.title")}</a></p>`
          : nothing
      }`;
  }

  #fits(row: Row, filter: Filter = this.props.filter) {
    if (filter.group !== "going") return fits(row, filter);
    return isGoing(row, this.props.viewer.today) && fits(row, { ...filter, group: "closed" });
  }

  // While everything is opened for the first time the order is always the newest; then it stays until somebody asks.
  #hold(fitting: Row[], all: Row[]): Row[] {
    const isComing = this.props.cases.progress || (this.props.cases.searchable && this.props.typed); // what is found is not all yet
    if (isComing || !this.#order) {
      this.#order = isComing ? null : fitting.map(({ id }) => id);
      this.#since = this.props.fetched.at;
      return fitting;
    }
    const now = new Map(all.map((row) => [row.id, row]));
    return this.#order.flatMap((id) => now.get(id) ?? []);
  }

  #freshness(fitting: Row[], shown: Row[]) {
    const known = new Set(shown.map(({ id }) => id));
    const count = fitting.filter(({ id }) => !known.has(id)).length;
    const { at, isOffline } = this.props.fetched;
    const sentence = count
      ? say(count === 1 ? "js.inbox.new_since_one" : "js.inbox.new_since", { count, time: this.#since })
      : at && say(isOffline ? "js.inbox.not_fetched" : "js.inbox.fetched", { time: at });
    return html`<p class="freshness">
      <span role="status" data-fetched>${sentence}</span>
      ${count ? html`<button class="button quiet" @click=${() => this.arrange()}>${say("js.inbox.show_new")}</button>` : nothing}
      <button class="button quiet" @click=${() => this.tell("fetch")}>${say("js.inbox.fetch")}</button>
      <a class="button quiet" href="#new">${say("js.inbox.write_down")}</a>
    </p>`;
  }

  #filters(all: Row[]) {
    const { group, level, kind, organisation } = this.props.filter;
    return html`<search class="filters">
      <div class="question">
        <label for="search">${say("js.inbox.search")}</label>
        <input
          type="search"
          id="search"
          autocomplete="off"
          spellcheck="false"
          .value=${this.props.typed}
          @input=${this.#search}
        />
        ${this.#searched()}
      </div>
      <div class="chips" role="group" aria-label=${say("js.inbox.show")}>
        ${CHIPS.map((each) => this.#chip(each, all, group))}
      </div>
      <div class="selects">
        ${this.#select("level", level, LEVELS, (each) => say(`js.inbox.level_${each}`), all)}
        ${this.#select("kind", kind, lists.kinds, kindOf, all)}
        ${this.#select("organisation", organisation, lists.organisations, (each) => settings.organisations[each], all)}
      </div>
    </search>`;
  }

  #chip(name: string, all: Row[], pressed: string) {
    const isIn = name === "going" ? (row: Row) => isGoing(row, this.props.viewer.today) : GROUPS[name];
    const count = all.filter(isIn).length;
    return html`<button
      class="chip"
      data-group=${name}
      aria-pressed=${pressed === name ? "true" : "false"}
      @click=${() => this.#filterBy({ group: name })}
    >
      ${say(`js.inbox.group_${name}`)} <span class="count">${count}</span>
    </button>`;
  }

  #select(
    name: "level" | "kind" | "organisation",
    chosen: string,
    choices: string[],
    label: (choice: string) => string,
    all: Row[],
  ) {
    if (!choices.length) return nothing;
    const count = (each: string) => all.filter((row) => this.#fits(row, { ...this.props.filter, [name]: each })).length;
    return html`<div class="question">
      <label for="by-${name}">${say(`js.inbox.by_${name}`)}</label>
      <select id="by-${name}" .value=${chosen} @change=${(event: Event) => this.#filterBy({ [name]: valueOf(event) })}>
        <option value="" ?selected=${!chosen}>${say("js.inbox.all")}</option>
        ${choices.map((each) => html`<option value=${each} ?selected=${each === chosen}>${label(each)} (${count(each)})</option>`)}
      </select>
    </div>`;
  }

  #filterBy(change: Partial<Filter>) {
    this.#order = null;
    this.tell("filter", { ...this.props.filter, ...change });
  }

  #search = (event: Event) => {
    this.#order = null;
    this.tell("typed", valueOf(event));
  };

  #remade() {
    if (!this.props.cases.remade || this.props.cases.progress) return nothing;
    return html`<p class="hint" data-remade>${say("js.inbox.remade", { count: this.props.cases.remade })}</p>`;
  }

  // What can't be searched yet should not be taken for what is not there.
  #searched() {
    if (!this.props.cases.searchable || !this.props.typed) return nothing;
    return html`<p class="hint" role="status" data-searchable>
      ${say("js.inbox.searchable", { ...this.props.cases.searchable })}
    </p>`;
  }

  #empty(shown: Row[]) {
    if (shown.length || this.props.cases.progress) return nothing;
    return html`<p data-empty>${say(this.props.cases.rows.length ? "js.inbox.none_such" : "js.inbox.empty")}</p>`;
  }

  // Out of the way, but counted in sight: some of them are real.
  #folded(suspicious: Row[]) {
    if (!suspicious.length) return nothing;
    return html`<details class="spam">
      <summary>${say("js.inbox.spam", { count: suspicious.length })}</summary>
      <p class="hint">${say("js.inbox.spam_hint")}</p>
      ${this.#deleteButton(suspicious, "js.inbox.delete_spam")}
      <ul class="cases">
        ${suspicious.map((row) => html`<li>${this.#row(row)}</li>`)}
      </ul>
    </details>`;
  }

  // What was sealed before somebody came is one line, not a wall of badges.
  #closedToMe(closed: Row[]) {
    if (!closed.length) return nothing;
    return html`<details class="closed-to-me">
      <summary>
        ${say(closed.length === 1 ? "js.inbox.closed_one" : "js.inbox.closed_to_me", { count: closed.length })}
      </summary>
      <ul class="cases">
        ${closed.map((row) => html`<li>${this.#row(row)}</li>`)}
      </ul>
    </details>`;
  }

  // Cases that were none, when just they are on the screen.
  #deletable(shown: Row[]) {
    const isOnlyNone = shown.length > 0 && shown.every(({ outcome, isClosed }) => isClosed && outcome === "unfounded");
    return this.props.filter.group === "closed" && isOnlyNone
      ? this.#deleteButton(shown, "js.inbox.delete_none")
      : nothing;
  }

  #deleteButton(rows: Row[], key: string) {
    const ids = rows.map(({ id }) => id);
    if (this.asksToDelete !== key) {
      return html`<p class="buttons">
        <button class="button quiet" @click=${() => (this.asksToDelete = key)}>
          ${say(key, { count: ids.length })}
        </button>
      </p>`;
    }
    return html`<div class="notice" role="alert" data-asks>
      <p>${say("js.inbox.delete_sure", { count: ids.length })}</p>
      <p class="buttons">
        <button class="button" @click=${() => this.#delete(ids)}>${say("js.inbox.delete_now")}</button>
        <button class="button quiet" @click=${() => (this.asksToDelete = "")}>${say("js.inbox.cancel")}</button>
      </p>
    </div>`;
  }

  #delete(ids: string[]) {
    this.asksToDelete = "";
    this.#order = null;
    this.tell("delete", ids);
  }

  // The button goes with what it was for: whoever pressed it by the keyboard goes on with the next one.
  async #accept(id: string) {
    this.tell("accept", id);
    await this.shown();
    const next = this.querySelector<HTMLElement>("[data-ledger] button");
    (next ?? this.querySelector<HTMLElement>("h1"))?.focus();
  }

  #row(row: Row) {
    const together = this.props.cases.homes.get(row.id)?.length ?? 0;
    return caseRow(row, this.props.viewer, { together, isSeen: row.id === this.props.position.seen });
  }
}

/** @returns whether it is deleted within a fortnight */
function isGoing({ purge }: Row, today: string): boolean {
  return purge !== "" && purge <= addDays(today, SOON_DAYS);
}

function valueOf({ target }: Event): string {
  return (target as HTMLInputElement).value;
}

customElements.define("case-list", CaseList);

declare global {
  interface HTMLElementTagNameMap {
    "case-list": CaseList;
  }
}
