// The places of a case as they come from the server.
import { fromBase64 } from "../crypto/bytes.js";

/** @typedef {{ seq: number, by: string, hash: string, tag: string | null, envelope: string | null }} Place */
/** How far an advisor says to have read, and what shows it. @typedef {{ seq: number, mark: string } | null} Read */

/** @param {Place} place @returns {import("../crypto/conversation.js").Stored} */
export function asStored({ seq, by, hash, tag, envelope }) {
  return { seq, by, hash: fromBase64(hash), tag: optional(tag), envelope: optional(envelope) };
}

/** @param {Read} read @returns {{ seq: number, mark: Uint8Array } | null} */
export function asMark(read) {
  return read && { seq: read.seq, mark: fromBase64(read.mark) };
}

/** @param {string | null} text */
function optional(text) {
  return text === null ? null : fromBase64(text);
}
