// What nobody has opened yet of a case. Not decided by whom the server says that something is from: an answer from the
// reporter would vanish from the list if that were changed.
import { toBase64 } from "../../crypto/bytes.ts";
import { isRead } from "../../crypto/conversation.ts";

export type News = "" | "report" | "answer";
/** How far an advisor is said to have read, and what shows it. */
export type ReadMark = { seq: number; mark: Uint8Array } | null;
/** The case's places, and those of them at which replies were sent from here. */
export interface Placed {
  places: { seq: number }[];
  own: Set<number>;
}

/** @param talk the conversation's key, if the report can be read */
export function newsOf(talk: Uint8Array | null, transcripts: Uint8Array[], placed: Placed, read: ReadMark): News {
  if (!talk || !read || !isRead({ items: [], transcripts }, talk, read)) return "report";
  return behind(placed, read.seq);
}

/** @param marks the true ones, from the reporter's last place on */
export function newsOfCard(marks: Record<number, string>, placed: Placed, read: ReadMark): News {
  if (!read) return "report";
  const first = Math.min(...Object.keys(marks).map(Number));
  if (read.seq < first) return "answer"; // true or not: what came last from the reporter was not read
  return marks[read.seq] === toBase64(read.mark) ? behind(placed, read.seq) : "report";
}

function behind({ places, own }: Placed, seq: number): News {
  return places.some((place) => place.seq > seq && !own.has(place.seq)) ? "answer" : "";
}
