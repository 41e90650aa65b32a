// Rows of cases as they scroll by: only those on the screen, and some around them, are on the page.
import { WindowVirtualizerController, measureElement } from "@tanstack/lit-virtual";
import { html } from "lit";
import { ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";
import { caseRow } from "./case-row.js";
import { PageElement, say } from "./page-element.js";

const USUAL_PX = 96;
const AROUND = 12;

/** @typedef {import("../logic/rows.js").Row} Row */

class CaseRows extends PageElement {
  static properties = {
    rows: { attribute: false },
    together: { attribute: false },
    today: {},
    nameOf: { attribute: false },
    seen: { attribute: false },
    heights: { attribute: false },
  };

  #virtual = new WindowVirtualizerController(this, {
    count: 0,
    estimateSize: (at) => this.heights.get(this.rows[at]?.id) ?? USUAL_PX,
    overscan: AROUND,
    measureElement: (element, entry, instance) => {
      const height = measureElement(element, entry, instance);
      const row = this.rows[Number(element.getAttribute("data-index"))];
      if (row) this.heights.set(row.id, height);
      return height;
    },
  });

  #above = 0; // pixels of the rows that are not on the page
  #below = 0;

  constructor() {
    super();
    /** @type {Row[]} */
    this.rows = [];
    /** @type {Map<string, string[]>} */
    this.together = new Map();
    this.today = "";
    /** @type {(id: string) => string} */
    this.nameOf = (id) => id;
    this.seen = "";
    /** How high rows are, by case: whoever comes back finds the list scrolled as it was. @type {Map<string, number>} */
    this.heights = new Map();
  }

  render() {
    const virtual = this.#virtual.getVirtualizer();
    const scrollMargin = Math.round(this.getBoundingClientRect().top + window.scrollY);
    virtual.setOptions({
      ...virtual.options,
      count: this.rows.length,
      getItemKey: (at) => this.rows[at].id,
      scrollMargin,
    });
    const items = virtual.getVirtualItems();
    const [first, last] = [items.at(0), items.at(-1)];
    this.#above = first ? first.start - scrollMargin : 0;
    this.#below = last ? virtual.getTotalSize() - (last.end - scrollMargin) : 0;
    return html`<ul class="cases" aria-label=${say("js.inbox.title")}>
      ${repeat(
        items,
        ({ key }) => key,
        ({ index }) => this.#row(this.rows[index], index, virtual.measureElement),
      )}
    </ul>`;
  }

  // As an attribute the policy for styles would refuse it.
  updated() {
    const { style } = /** @type {HTMLElement} */ (this.querySelector("ul"));
    style.paddingBlockStart = `${this.#above}px`;
    style.paddingBlockEnd = `${this.#below}px`;
  }

  /** @param {Row} row @param {number} index @param {(element: Element | null) => void} measure */
  #row(row, index, measure) {
    const together = this.together.get(row.id)?.length ?? 0;
    return html`<li
      data-index=${index}
      aria-setsize=${this.rows.length}
      aria-posinset=${index + 1}
      ${ref(/** @type {any} */ (measure))}
    >
      ${caseRow(row, { today: this.today, nameOf: this.nameOf, together, isSeen: row.id === this.seen })}
    </li>`;
  }
}

customElements.define("case-rows", CaseRows);
