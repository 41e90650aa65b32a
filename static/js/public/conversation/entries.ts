// A conversation as its reporter reads it. Mirrors reporting/envelopes/reading.py.
import { isRead, type Conversation, type OpenedPlace } from "../../crypto/conversation.ts";

const FLAGGED = ["damaged", "forged", "replaced", "missing"];

/**
 * One line. `mine`, `reply` or `question`; `damaged`: can't be opened, or is where it does not belong; `forged`: not
 * from the advisors; `replaced`: stands where something of the reporter's stood; `missing`. `changed` tells that
 * something before it is not as it was when it was written.
 */
export interface Entry {
  kind: string;
  day?: string; // ISO day
  text?: string;
  changed?: boolean;
}

export function entryOf({ by, state, document }: OpenedPlace): Entry {
  const changed = state === "changed";
  // Sealed to the advisors only: whoever finds the code can't read what was reported.
  if (by === "reporter") return state === "open" || changed ? { kind: "mine", changed } : { kind: "replaced" };
  if (state === "missing" || state === "forged") return { kind: state };
  if (!document) return { kind: "damaged" };
  const { day, body } = document;
  return { kind: body.question === true ? "question" : "reply", day, text: String(body.text ?? ""), changed };
}

/** @returns whether something is wrong with it, or before it */
export function isFlagged({ kind, changed }: Entry): boolean {
  return changed === true || FLAGGED.includes(kind);
}

/**
 * @param entries of it
 * @returns `flagged`, `question`, `read` or `received`: what the reporter is told, and never more
 */
export function stateOf(
  conversation: Conversation,
  entries: Entry[],
  talk: Uint8Array,
  read: { seq: number; mark: Uint8Array } | null,
): string {
  if (entries.some(isFlagged)) return "flagged";
  const last = entries.length - 1;
  const kind = entries[last]?.kind;
  if (kind === "question") return "question";
  const wasRead = read !== null && last <= read.seq && isRead(conversation, talk, read);
  return kind === "reply" || wasRead ? "read" : "received";
}
