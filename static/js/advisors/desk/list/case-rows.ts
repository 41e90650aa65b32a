// Rows of cases as they scroll by: only those on the screen, and some around them, are on the page.
import { WindowVirtualizerController, defaultRangeExtractor, measureElement } from "@tanstack/lit-virtual";
import { html } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Row } from "../../logic/rows.ts";
import { PageElement, say } from "../parts/page-element.ts";
import { caseRow } from "./case-row.ts";

const USUAL_PX = 96;
const AROUND = 12;

class CaseRows extends PageElement {
  static properties = {
    rows: { attribute: false },
    together: { attribute: false },
    today: {},
    nameOf: { attribute: false },
    seen: { attribute: false },
    heights: { attribute: false },
  };

  rows: Row[] = [];
  together = new Map<string, string[]>();
  today = "";
  nameOf: (id: string) => string = (id) => id;
  seen = "";
  /** How high rows are, by case: whoever comes back finds the list scrolled as it was. */
  heights = new Map<string, number>();

  #virtual = new WindowVirtualizerController(this, {
    count: 0,
    estimateSize: (at) => this.heights.get(this.rows[at]?.id) ?? USUAL_PX,
    overscan: AROUND,
    // Whoever scrolls away does not lose the row that has the focus.
    rangeExtractor: (range) => {
      const focused = Number(document.activeElement?.closest("case-rows li")?.getAttribute("data-index") ?? -1);
      const shown = defaultRangeExtractor(range);
      const isBeside = focused >= 0 && focused < range.count && !shown.includes(focused);
      return isBeside ? [...shown, focused].sort((one, other) => one - other) : shown;
    },
    measureElement: (element, entry, instance) => {
      const height = measureElement(element, entry, instance);
      const row = this.rows[Number(element.getAttribute("data-index"))];
      if (row) this.heights.set(row.id, height);
      return height;
    },
  });

  #above = 0; // pixels of the rows that are not on the page
  #below = 0;
  /** pixels before each row that is there: none, but where the one in focus is far from the others */
  #gaps: number[] = [];
  #top = 0; // where the list begins on the page

  render() {
    const virtual = this.#virtual.getVirtualizer();
    virtual.setOptions({
      ...virtual.options,
      count: this.rows.length,
      getItemKey: (at) => this.rows[at].id,
      scrollMargin: this.#top,
    });
    const items = virtual.getVirtualItems();
    this.#gaps = items.map(({ start }, at) => (at ? start - items[at - 1].end : 0));
    const [first, last] = [items.at(0), items.at(-1)];
    this.#above = first ? first.start - this.#top : 0;
    this.#below = virtual.getTotalSize() - (last ? last.end - this.#top : 0);
    return html`<ul class="cases" aria-label=${say("js.inbox.title")}>
      ${repeat(
        items,
        ({ key }) => key,
        ({ index }) => this.#row(this.rows[index], index),
      )}
    </ul>`;
  }

  // First everything is written, then everything measured, or the browser would lay the page out once for each row. As an
  // attribute the policy would refuse the style.
  updated() {
    const list = this.querySelector("ul") as HTMLElement;
    list.style.paddingBlockStart = `${this.#above}px`;
    list.style.paddingBlockEnd = `${this.#below}px`;
    for (const [at, row] of [...list.children].entries()) {
      (row as HTMLElement).style.marginBlockStart = `${this.#gaps[at] ?? 0}px`;
    }
    const top = Math.round(list.getBoundingClientRect().top + window.scrollY);
    const virtual = this.#virtual.getVirtualizer();
    virtual.measureElement(null); // lets go of those that are gone
    for (const row of list.children) virtual.measureElement(row);
    if (top !== this.#top) this.requestUpdate();
    this.#top = top;
  }

  /**
   * Scrolls to where somebody was, or at least to a row.
   * @param scroll pixels from the page's top
   * @param id of the case
   * @returns the row; null if it is not in the list
   */
  async reach(scroll: number, id: string): Promise<HTMLElement | null> {
    await this.updateComplete;
    window.scrollTo(0, scroll);
    await this.shown();
    const found = () => this.querySelector(`a[data-case="${id}"]`) as HTMLElement | null;
    const at = this.rows.findIndex((row) => row.id === id);
    if (at < 0 || found()) return found();
    this.#virtual.getVirtualizer().scrollToIndex(at, { align: "center" });
    await this.shown();
    return found();
  }

  #row(row: Row, index: number) {
    const together = this.together.get(row.id)?.length ?? 0;
    return html`<li data-index=${index} aria-setsize=${this.rows.length} aria-posinset=${index + 1}>
      ${caseRow(row, { today: this.today, nameOf: this.nameOf, together, isSeen: row.id === this.seen })}
    </li>`;
  }
}

customElements.define("case-rows", CaseRows);

declare global {
  interface HTMLElementTagNameMap {
    "case-rows": CaseRows;
  }
}
