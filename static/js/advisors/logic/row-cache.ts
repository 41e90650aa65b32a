// Rows are made once: again only if their case has changed, or what all are seen with.
import { rowOf, type Row, type RowSource, type RowView } from "./rows.ts";

// A report that makes us stumble is nothing that we wrote, and no other case's fault.
function rowOfAny(source: RowSource, view: RowView): Row {
  try {
    return rowOf(source, view);
  } catch {
    return rowOf({ ...source, document: undefined, state: "damaged" }, view);
  }
}

export class RowCache {
  #made = new WeakMap<RowSource, Row>();
  #seenWith = "";

  rowsOf(sources: Iterable<RowSource>, view: RowView): Row[] {
    const seenWith = JSON.stringify([view.today, view.me, [...view.standIns]]);
    if (seenWith !== this.#seenWith) this.#made = new WeakMap();
    this.#seenWith = seenWith;
    return Array.from(sources, (source) => this.#rowOf(source, view));
  }

  #rowOf(source: RowSource, view: RowView) {
    const row = this.#made.get(source) ?? rowOfAny(source, view);
    this.#made.set(source, row);
    return row;
  }
}
