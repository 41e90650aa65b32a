// What a card keeps of a case: enough to list it, to search it and to count it. It can always be made anew from the case.
import { answersOf } from "./answers.js";
import { firstContact } from "./casefile.js";

const LONGEST = 200; // characters of an answer that a list shows

/** @typedef {import("./casefile.js").State} State */
/** @typedef {import("../../crypto/document.js").Document} Document */
/** A case as it was opened: its report, if it can be read, and what was noted, if anything was. @typedef {{ seq: number, by: string, state: string, document?: Document, file: State | null }} Whole */
/** `file` without what only the case itself shows: of its log there is the first contact, of copies nothing. @typedef {{ report: { seq: number, by: string, state: string, document: Document }, file: State | null }} Card */

/** @param {Whole} whole whose report could be read @returns {Card} */
export function asCard({ seq, by, state, document, file }) {
  const shortened = /** @type {Document} */ (shorten(document));
  return { report: { seq, by, state, document: shortened }, file: file && inShort(file) };
}

/** @param {Whole} whole @returns {string} everything that is searched */
export function textOf({ document, file }) {
  const notes = (file?.log ?? []).map(({ text }) => text);
  const answers = Object.values(answersOf(document?.body ?? {})).flat();
  return [...answers, ...notes].filter(isText).join("\n").toLowerCase();
}

/** @param {State} file @returns {State} */
function inShort(file) {
  const first = firstContact(file.log);
  return { ...file, removal: null, log: first ? [{ ...first, text: "" }] : [] };
}

// The conversation's key and the receipt's digest are shorter than what is cut.
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
