// A conversation as its reporter reads it. Mirrors reporting/envelopes/reading.py.

/**
 * One line: `mine`, `reply`, `question` or `damaged`.
 * @typedef {object} Entry
 * @property {string} kind
 * @property {string} [day] ISO day
 * @property {string} [text]
 */

/** @param {import("../../crypto/place.js").Opened} opened with the receipt's identity @returns {Entry} */
export function entryOf(opened) {
  if (opened.state === "closed") return { kind: "mine" }; // sealed to the advisors only
  if (opened.state !== "open" || opened.document.type !== "reply") return { kind: "damaged" };
  const { day, body } = opened.document;
  return { kind: body.question === true ? "question" : "reply", day, text: String(body.text ?? "") };
}

/**
 * @param {Entry[]} entries
 * @param {number} readSeq the last place that an advisor has opened, -1 for none
 * @returns {string} `question`, `read` or `received`: what the reporter is told, and never more
 */
export function stateOf(entries, readSeq) {
  const last = entries.findLastIndex((entry) => entry.kind !== "damaged");
  const kind = entries[last]?.kind;
  if (kind === "question") return "question";
  return kind === "reply" || Math.max(last, 0) <= readSeq ? "read" : "received";
}
