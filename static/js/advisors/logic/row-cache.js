// Rows are made once: again only if their case has changed, or what all are seen with.
import { rowOf } from "./rows.js";

/** @typedef {import("./rows.js").Row} Row */

/** @typedef {import("./rows.js").Source} Source */

// A report that makes us stumble is nothing that we wrote, and no other case's fault.
/** @param {Source} source @param {import("./rows.js").View} view @returns {Row} */
function rowOfAny(source, view) {
  try {
    return rowOf(source, view);
  } catch {
    return rowOf({ ...source, document: undefined, state: "damaged" }, view);
  }
}

export class RowCache {
  /** @type {WeakMap<Source, Row>} */
  #made = new WeakMap();
  #seenWith = "";

  /** @param {Iterable<Source>} sources @param {import("./rows.js").View} view @returns {Row[]} */
  rowsOf(sources, view) {
    const seenWith = JSON.stringify([view.today, view.me, [...view.standIns]]);
    if (seenWith !== this.#seenWith) this.#made = new WeakMap();
    this.#seenWith = seenWith;
    return Array.from(sources, (source) => this.#rowOf(source, view));
  }

  /** @param {Source} source @param {import("./rows.js").View} view */
  #rowOf(source, view) {
    const row = this.#made.get(source) ?? rowOfAny(source, view);
    this.#made.set(source, row);
    return row;
  }
}
