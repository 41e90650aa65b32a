// The places of a case as they come from the server.
import { fromBase64 } from "../crypto/bytes.ts";
import type { Stored } from "../crypto/conversation.ts";

export interface Place {
  seq: number;
  by: string;
  hash: string;
  tag: string | null;
  envelope: string | null;
}
/** How far an advisor says to have read, and what shows it. */
export type ReadText = { seq: number; mark: string } | null;

export function asStored({ seq, by, hash, tag, envelope }: Place): Stored {
  return { seq, by, hash: fromBase64(hash), tag: optional(tag), envelope: optional(envelope) };
}

export function asMark(read: ReadText): { seq: number; mark: Uint8Array } | null {
  return read && { seq: read.seq, mark: fromBase64(read.mark) };
}

function optional(text: string | null) {
  return text === null ? null : fromBase64(text);
}
