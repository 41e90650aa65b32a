// What nobody has opened yet of a case. Not decided by whom the server says that something is from: an answer from the
// reporter would vanish from the list if that were changed.
import { isRead } from "../../crypto/conversation.js";
import { toBase64 } from "../../crypto/bytes.js";

/** @typedef {"" | "report" | "answer"} News */
/** How far an advisor is said to have read, and what shows it. @typedef {{ seq: number, mark: Uint8Array } | null} Read */
/** The case's places, and those of them at which replies were sent from here. @typedef {{ places: { seq: number }[], own: Set<number> }} Placed */

/** @param {Uint8Array | null} talk the conversation's key, if the report can be read @param {Uint8Array[]} transcripts @param {Placed} placed @param {Read} read @returns {News} */
export function newsOf(talk, transcripts, placed, read) {
  if (!talk || !read || !isRead({ items: [], transcripts }, talk, read)) return "report";
  return behind(placed, read.seq);
}

/** @param {Record<number, string>} marks the true ones, from the reporter's last place on @param {Placed} placed @param {Read} read @returns {News} */
export function newsOfCard(marks, placed, read) {
  if (!read) return "report";
  const first = Math.min(...Object.keys(marks).map(Number));
  if (read.seq < first) return "answer"; // true or not: what came last from the reporter was not read
  return marks[read.seq] === toBase64(read.mark) ? behind(placed, read.seq) : "report";
}

/** @param {Placed} placed @param {number} seq @returns {News} */
function behind({ places, own }, seq) {
  return places.some((place) => place.seq > seq && !own.has(place.seq)) ? "answer" : "";
}
