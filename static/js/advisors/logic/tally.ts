// What stays of a closed case when it is deleted: one line to count it by, and nothing that leads back to it.
import { isInteger, isObject, talkOf, type Document } from "../../crypto/document.ts";
import { tallyId } from "../../crypto/talk.ts";
import { answersOf, isKnown, type Words } from "./answers.ts";
import type { CaseState } from "./casefile.ts";

/**
 * The line of a case, as text: `id month kind level outcome organisation signs`; "-" for what is not known, commas
 * between signs.
 */
export interface TallyLine {
  id: string;
  month: string;
  kind: string;
  level: string;
  outcome: string;
  organisation: string;
  signs: string[];
}
/**
 * What an averted eviction saves, in kroner, and the lines in alphabetical order, which tells nothing of when they
 * came.
 */
export interface Tally {
  amount: number;
  lines: string[];
}

const ID_LENGTH = 16; // characters
const NONE = "-";
const LINE = /^[0-9a-f]{16} [0-9]{4}-[0-9]{2}( \S+){5}$/;
/** Kroner that an averted eviction is thought to save, until an advisor says otherwise. */
export const USUAL_AMOUNT = 50_000;

/** @param content of a signed file */
export function asTally(content: unknown): Tally {
  const { amount, lines } = isObject(content) ? content : {};
  const isAmount = isInteger(amount) && amount >= 0;
  return { amount: isAmount ? amount : USUAL_AMOUNT, lines: Array.isArray(lines) ? lines.filter(isLine) : [] };
}

function isLine(value: unknown): value is string {
  return typeof value === "string" && LINE.test(value);
}

export function merge(base: Tally, mine: Tally, theirs: Tally): { merged: Tally; clashes: [] } {
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
 * What ties a case to its line: known to whoever can open the case, and to nobody once its report, the copy of it and
 * its card are gone.
 * @returns empty for what is no report
 */
export function lineId(report: Document): string {
  const talk = talkOf(report);
  return talk ? tallyId(talk) : "";
}

/**
 * @param id see `lineId`
 * @param file of a closed case
 * @param words what a reporter wrote besides them counts as nothing
 */
export function lineOf(id: string, report: Document, file: CaseState, { questions, organisations }: Words): string {
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

export function readLine(line: string): TallyLine {
  const [id, month, ...rest] = line.split(" ");
  const [kind, level, outcome, organisation, signs] = rest.map((field) => (field === NONE ? "" : field));
  return { id, month, kind, level, outcome, organisation, signs: signs ? signs.split(",") : [] };
}

/**
 * @param now the line of each case that is there, by the line's id; empty for an open one
 * @returns with the lines of these as they are now; the very same if they are so already
 */
export function following(tally: Tally, now: Map<string, string>): Tally {
  const others = tally.lines.filter((line) => !now.has(idOf(line)));
  const lines = inOrder([...others, ...[...now.values()].filter(Boolean)]);
  const isSame = lines.length === tally.lines.length && lines.every((line, at) => line === tally.lines[at]);
  return isSame ? tally : { ...tally, lines };
}

function idOf(line: string) {
  return line.slice(0, ID_LENGTH);
}

// One for each case: if two wrote different ones at the same time, the next reading puts it right.
function inOrder(lines: string[]): string[] {
  return [...new Map(lines.map((line) => [idOf(line), line])).values()].sort();
}
