// Rows of cases as they scroll by: only those on the screen, and some around them, are on the page.
import { WindowVirtualizerController, defaultRangeExtractor, measureElement } from "@tanstack/lit-virtual";
import { html } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { element } from "../../../web/page.ts";
import type { Row } from "../../logic/rows.ts";
import { say } from "../parts/page-element.ts";
import type { ListPosition } from "../parts/position.ts";
import { View } from "../parts/view.ts";
import type { Viewer } from "../parts/viewer.ts";
import { caseRow } from "./case-row.ts";

const USUAL_PX = 96;
const AROUND = 12;

export interface CaseRowsProps {
  rows: Row[];
  homes: Map<string, string[]>; // the others of each case
  position: ListPosition;
  viewer: Viewer;
}

export function caseRows(props: CaseRowsProps) {
  return html`<case-rows .props=${props}></case-rows>`;
}

class CaseRows extends View<CaseRowsProps> {
  #virtual = new WindowVirtualizerController(this, {
    count: 0,
    estimateSize: (at) => this.props.position.heights.get(this.props.rows[at]?.id) ?? USUAL_PX,
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
      const row = this.props.rows[Number(element.getAttribute("data-index"))];
      if (row) this.props.position.heights.set(row.id, height);
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
      count: this.props.rows.length,
      getItemKey: (at) => this.props.rows[at].id,
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
        ({ index }) => this.#row(this.props.rows[index], index),
      )}
    </ul>`;
  }

  // First everything is written, then everything measured, or the browser would lay the page out once for each row. As an
  // attribute the policy would refuse the style.
  updated() {
    const list = element("ul", this);
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
    const found = () => this.querySelector<HTMLElement>(`a[data-case="${id}"]`);
    const at = this.props.rows.findIndex((row) => row.id === id);
    if (at < 0 || found()) return found();
    this.#virtual.getVirtualizer().scrollToIndex(at, { align: "center" });
    await this.shown();
    return found();
  }

  #row(row: Row, index: number) {
    const together = this.props.homes.get(row.id)?.length ?? 0;
    return html`<li data-index=${index} aria-setsize=${this.props.rows.length} aria-posinset=${index + 1}>
      ${caseRow(row, this.props.viewer, { together, isSeen: row.id === this.props.position.seen })}
    </li>`;
  }
}

customElements.define("case-rows", CaseRows);

declare global {
  interface HTMLElementTagNameMap {
    "case-rows": CaseRows;
  }
}
