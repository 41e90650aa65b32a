// What the places of a conversation tell.

/** A place and what came of opening what was found there. @typedef {{ seq: number } & import("../../crypto/place.js").Opened} Item */

/**
 * Places are numbered without gaps, so one that is not there was deleted; so was one that somebody has read.
 * @param {Item[]} items
 * @param {number} readSeq the last place that an advisor has opened, -1 for none
 * @returns {Item[]} all places in order, `missing` where nothing is
 */
export function withGaps(items, readSeq) {
  const found = new Map(items.map((item) => [item.seq, item]));
  const length = Math.max(0, readSeq, ...found.keys()) + 1;
  return Array.from({ length }, (_, seq) => found.get(seq) ?? { seq, state: /** @type {"missing"} */ ("missing") });
}

/** @param {Item[]} items @returns {number | null} the last place that could be opened */
export function lastOpened(items) {
  return items.findLast((item) => item.state === "open")?.seq ?? null;
}
