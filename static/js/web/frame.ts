// What is sent sealed: a version byte, fields of fixed widths, then envelopes, each behind its length in four bytes; a
// reporter's are each followed by their tag. reporting/envelopes/frames.py reads it; docs/formats.md has the widths.
import { concat } from "../crypto/bytes.ts";

export const TYPE = "application/octet-stream";
const VERSION = 2;

/** An envelope on its way; an advisor's has no tag. */
export interface FramedEnvelope {
  envelope: Uint8Array;
  tag?: Uint8Array;
}

/** @param fields each of its fixed width */
export function frame(fields: Uint8Array[], sent: FramedEnvelope[] = []): Uint8Array {
  const parts = sent.flatMap(({ envelope, tag }) => [uint32(envelope.length), envelope, ...(tag ? [tag] : [])]);
  return concat(Uint8Array.of(VERSION), ...fields, ...parts);
}

/** @returns four bytes, highest first */
export function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
