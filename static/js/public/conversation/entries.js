// A conversation as its reporter reads it. Mirrors reporting/envelopes/reading.py.
import { isRead } from "../../crypto/conversation.js";

const FLAGGED = ["damaged", "forged", "replaced", "missing"];

/**
 * One line. `mine`, `reply` or `question`; `damaged`: can't be opened, or is where it does not belong; `forged`: not from
 * the advisors; `replaced`: stands where something of the reporter's stood; `missing`. `changed` tells that something
 * before it is not as it was when it was written.
 * @typedef {object} Entry
 * @property {string} kind
 * @property {string} [day] ISO day
 * @property {string} [text]
 * @property {boolean} [changed]
 */

/** @param {import("../../crypto/conversation.js").Opened} opened @returns {Entry} */
export function entryOf({ by, state, document }) {
  const changed = state === "changed";
  // Sealed to the advisors only: whoever finds the code can't read what was reported.
  if (by === "reporter") return state === "open" || changed ? { kind: "mine", changed } : { kind: "replaced" };
  if (state === "missing" || state === "forged") return { kind: state };
  if (!document) return { kind: "damaged" };
  const { day, body } = document;
  return { kind: body.question === true ? "question" : "reply", day, text: String(body.text ?? ""), changed };
}

/** @param {Entry} entry @returns {boolean} whether something is wrong with it, or before it */
export function isFlagged({ kind, changed }) {
  return changed === true || FLAGGED.includes(kind);
}

/**
 * @param {import("../../crypto/conversation.js").Conversation} conversation
 * @param {Entry[]} entries of it
 * @param {Uint8Array} talk
 * @param {{ seq: number, mark: Uint8Array } | null} read
 * @returns {string} `flagged`, `question`, `read` or `received`: what the reporter is told, and never more
 */
export function stateOf(conversation, entries, talk, read) {
  if (entries.some(isFlagged)) return "flagged";
  const last = entries.length - 1;
  const kind = entries[last]?.kind;
  if (kind === "question") return "question";
  const wasRead = read !== null && last <= read.seq && isRead(conversation, talk, read);
  return kind === "reply" || wasRead ? "read" : "received";
}
