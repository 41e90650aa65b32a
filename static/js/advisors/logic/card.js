// What a card keeps of a case: enough to list it, to search it and to count it, and no key of its conversation. It can always
// be made anew from the case.
import { toBase64 } from "../../crypto/bytes.js";
import { talkOf } from "../../crypto/document.js";
import { readMark } from "../../crypto/talk.js";
import { answersOf } from "./answers.js";
import { firstContact } from "./casefile.js";
import { searchable } from "./search.js";

const LONGEST = 200; // characters of an answer that a list shows
const KEYS = ["talk", "reply_to"];

/** @typedef {import("./casefile.js").State} State */
/** @typedef {import("../../crypto/document.js").Document} Document */
/** A case as it was opened: its report, if it can be read, what came later, and what was noted, if anything was. @typedef {{ seq: number, by: string, state: string, document?: Document, file: State | null, messages?: string[], tally: string, places: { seq: number, by: string }[], transcripts: Uint8Array[] }} Whole */
/**
 * `file` without what only the case itself shows: of its log there is the first contact, of copies nothing. `tally`: what
 * ties the case to the line that counts it; `marks`: the true read mark of each place from the reporter's last on.
 * @typedef {{ report: { seq: number, by: string, state: string, document: Document }, file: State | null, tally: string, marks: Record<number, string> }} Card
 */

/** @param {Whole} whole whose report could be read @returns {Card} */
export function asCard({ seq, by, state, document, file, tally, places, transcripts }) {
  const whole = /** @type {Document} */ (document);
  const body = Object.fromEntries(Object.entries(whole.body).filter(([key]) => !KEYS.includes(key)));
  const shortened = /** @type {Document} */ (shorten({ ...whole, body }));
  const marks = marksOf(talkOf(whole), places, transcripts);
  return { report: { seq, by, state, document: shortened }, file: file && inShort(file), tally, marks };
}

/** @param {Uint8Array | null} talk @param {Whole["places"]} places @param {Uint8Array[]} transcripts @returns {Record<number, string>} */
function marksOf(talk, places, transcripts) {
  if (!talk) return {};
  const last = lastOfReporter(places);
  const counted = places.filter(({ seq }) => seq >= last && seq < transcripts.length - 1);
  return Object.fromEntries(counted.map(({ seq }) => [seq, toBase64(readMark(talk, seq, transcripts[seq + 1]))]));
}

/** @param {Whole["places"]} places @returns {number} the last place that did not come from an advisor */
function lastOfReporter(places) {
  return Math.max(0, ...places.filter(({ by }) => by !== "advisor").map(({ seq }) => seq));
}

/** @param {Pick<Whole, "document" | "file" | "messages">} whole @returns {string} everything that is searched but what its row says */
export function textOf({ document, file, messages = [] }) {
  const notes = (file?.log ?? []).map(({ text }) => text);
  const answers = Object.values(answersOf(document?.body ?? {})).flat();
  return searchable([...answers, ...messages, ...notes].filter(isText));
}

/** @param {State} file @returns {State} */
function inShort(file) {
  const first = firstContact(file.log);
  return { ...file, removal: null, log: first ? [{ ...first, text: "" }] : [] };
}

/** @param {unknown} value @returns {unknown} the same with every text in it cut */
function shorten(value) {
  if (typeof value === "string") return value.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, "");
  if (Array.isArray(value)) return value.map(shorten);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shorten(inner)]));
}

/** @param {unknown} value @returns {value is string} */
function isText(value) {
  return typeof value === "string";
}
