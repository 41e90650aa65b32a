// What is sent sealed: a version byte, fields of fixed widths, then envelopes, each behind its length in four bytes; a
// reporter's are each followed by their tag. reporting/envelopes/frames.py reads it; docs/formats.md has the widths.
import { concat } from "../crypto/bytes.js";

export const TYPE = "application/octet-stream";
const VERSION = 2;

/** An envelope on its way; an advisor's has no tag. @typedef {{ envelope: Uint8Array, tag?: Uint8Array }} Sent */

/**
 * @param {Uint8Array[]} fields each of its fixed width
 * @param {Sent[]} [sent]
 * @returns {Uint8Array}
 */
export function frame(fields, sent = []) {
  const parts = sent.flatMap(({ envelope, tag }) => [uint32(envelope.length), envelope, ...(tag ? [tag] : [])]);
  return concat(Uint8Array.of(VERSION), ...fields, ...parts);
}

/** @param {number} value @returns {Uint8Array} four bytes, highest first */
export function uint32(value) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
