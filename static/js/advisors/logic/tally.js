// What stays of a closed case when it is deleted: one line to count it by, and nothing that leads back to it.
import { talkOf } from "../../crypto/document.js";
import { tallyId } from "../../crypto/talk.js";
import { answersOf, isKnown } from "./answers.js";

/** The line of a case, as text: `id month kind level outcome organisation signs`; "-" for what is not known, commas between signs. */
/** @typedef {{ id: string, month: string, kind: string, level: string, outcome: string, organisation: string, signs: string[] }} Line */
/** @typedef {import("../../crypto/document.js").Document} Document */
/** What an averted eviction saves, in kroner, and the lines in alphabetical order, which tells nothing of when they came. @typedef {{ amount: number, lines: string[] }} Tally */

const ID_LENGTH = 16; // characters
const NONE = "-";
const LINE = /^[0-9a-f]{16} [0-9]{4}-[0-9]{2}( \S+){5}$/;
/** Kroner that an averted eviction is thought to save, until an advisor says otherwise. */
export const USUAL_AMOUNT = 50_000;

/** @param {any} content of a signed file @returns {Tally} */
export function asTally(content) {
  const amount = Number.isInteger(content?.amount) && content.amount >= 0 ? content.amount : USUAL_AMOUNT;
  const lines = Array.isArray(content?.lines) ? content.lines : [];
  return { amount, lines: lines.filter((/** @type {unknown} */ line) => typeof line === "string" && LINE.test(line)) };
}

/** @param {Tally} base @param {Tally} mine @param {Tally} theirs @returns {{ merged: Tally, clashes: [] }} */
export function merge(base, mine, theirs) {
  const [was, my] = [new Set(base.lines), new Set(mine.lines)];
  const stays = theirs.lines.filter((line) => my.has(line) || !was.has(line));
  const added = mine.lines.filter((line) => !was.has(line));
  const amount = mine.amount === base.amount ? theirs.amount : mine.amount;
  return { merged: { amount, lines: inOrder([...stays, ...added]) }, clashes: [] };
}

/** Nothing keeps it from being saved. */
export function problemOf() {
  return "";
}

/**
 * What ties a case to its line: known to whoever can open the case, and to nobody once its report, the copy of it and its card
 * are gone.
 * @param {Document} report
 * @returns {string} empty for what is no report
 */
export function lineId(report) {
  const talk = talkOf(report);
  return talk ? tallyId(talk) : "";
}

/**
 * @param {string} id see `lineId`
 * @param {Document} report
 * @param {import("./casefile.js").State} file of a closed case
 * @param {import("./answers.js").Words} words what a reporter wrote besides them counts as nothing
 * @returns {string}
 */
export function lineOf(id, report, file, { questions, organisations }) {
  const { form, organisation } = report.body;
  const asked = isKnown(questions, form) ? questions[form] : [];
  const answers = answersOf(report.body);
  // Only what may be several: what is one of a few is told by who is asked, and both could be compared.
  const signs = asked
    .filter(({ kind, says_what }) => says_what && kind === "choices")
    .flatMap(({ id: question, choices }) =>
      choices.filter((each) => [answers[question]].flat().includes(each)).map((each) => `${question}.${each}`),
    );
  const fields = [
    ...[file.closed.slice(0, 7), isKnown(questions, form) && form, file.level, file.outcome],
    ...[isKnown(organisations, organisation) && organisation, signs.join()],
  ];
  return [id, ...fields.map((field) => field || NONE)].join(" ");
}

/** @param {string} line @returns {Line} */
export function readLine(line) {
  const [id, month, ...rest] = line.split(" ");
  const [kind, level, outcome, organisation, signs] = rest.map((field) => (field === NONE ? "" : field));
  return { id, month, kind, level, outcome, organisation, signs: signs ? signs.split(",") : [] };
}

/**
 * @param {Tally} tally
 * @param {Map<string, string>} now the line of each case that is there, by the line's id; empty for an open one
 * @returns {Tally} with the lines of these as they are now; the very same if they are so already
 */
export function following(tally, now) {
  const others = tally.lines.filter((line) => !now.has(idOf(line)));
  const lines = inOrder([...others, ...[...now.values()].filter(Boolean)]);
  const isSame = lines.length === tally.lines.length && lines.every((line, at) => line === tally.lines[at]);
  return isSame ? tally : { ...tally, lines };
}

/** @param {string} line */
function idOf(line) {
  return line.slice(0, ID_LENGTH);
}

// One for each case: if two wrote different ones at the same time, the next reading puts it right.
/** @param {string[]} lines @returns {string[]} */
function inOrder(lines) {
  return [...new Map(lines.map((line) => [idOf(line), line])).values()].sort();
}
