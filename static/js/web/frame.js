// What is sent sealed: a version byte, fields of fixed widths, then envelopes, each behind its length in four bytes.
// reporting/envelopes/frames.py reads it; docs/formats.md has the widths.

export const TYPE = "application/octet-stream";
const VERSION = 1;

/**
 * @param {Uint8Array[]} fields each of its fixed width
 * @param {Uint8Array[]} envelopes
 * @returns {Uint8Array}
 */
export function frame(fields, envelopes) {
  const parts = [Uint8Array.of(VERSION), ...fields];
  for (const envelope of envelopes) parts.push(uint32(envelope.length), envelope);
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}

/** @param {number} value @returns {Uint8Array} four bytes, highest first */
export function uint32(value) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
