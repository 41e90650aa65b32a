// Rows are made once: again only if their case has changed, or what all are seen with.
import { rowOf } from "./rows.js";

/** @typedef {import("./rows.js").Row} Row */

export class RowCache {
  /** @type {WeakMap<import("./rows.js").Source, Row>} */
  #made = new WeakMap();
  #seenWith = "";

  /** @param {Iterable<import("./rows.js").Source>} sources @param {import("./rows.js").View} view @returns {Row[]} */
  rowsOf(sources, view) {
    const seenWith = JSON.stringify([view.today, view.me, [...view.standIns]]);
    if (seenWith !== this.#seenWith) this.#made = new WeakMap();
    this.#seenWith = seenWith;
    return Array.from(sources, (source) => this.#rowOf(source, view));
  }

  /** @param {import("./rows.js").Source} source @param {import("./rows.js").View} view */
  #rowOf(source, view) {
    const row = this.#made.get(source) ?? rowOf(source, view);
    this.#made.set(source, row);
    return row;
  }
}
