// The list of cases: what each row says, which come first, what is filtered and found.
import { homeOf, isSameHome } from "./addresses.js";
import { answersOf, estateOf, firstAnswer, looksLikeSpam, origin, placeOf, readableAnswers } from "./answers.js";
import { LEVELS } from "./casefile.js";
import { deadlineOf, dueBy, suggestedLevel } from "./triage.js";
import { addWorkdays, workdaysBetween } from "./workdays.js";

/** @typedef {import("./casefile.js").State} State */
/** @typedef {import("./workdays.js").Holidays} Holidays */

/**
 * What a row is made from.
 * @typedef {object} Source
 * @property {string} case id
 * @property {string} day ISO day of writing
 * @property {"" | "report" | "answer"} news what nobody has opened yet
 * @property {import("../../crypto/document.js").Document} [document] the report, if it could be opened
 * @property {string} state of the report
 * @property {State | null} file what the advisors noted; null if nothing yet
 * @property {string} flag what is wrong with the case file; empty if nothing is
 * @property {string} arrival how the day of writing and that of arrival fit
 */

/**
 * What all rows are seen with. `standIns`: whose cases are looked after by whom now.
 * @typedef {object} View
 * @property {import("./answers.js").Words} words
 * @property {string} today ISO day
 * @property {Holidays} holidays
 * @property {number} pressingDays
 * @property {string} me an advisor's id
 * @property {Map<string, string>} standIns
 * @property {(id: string) => string} nameOf
 */

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} day
 * @property {Source["news"]} news
 * @property {string} state
 * @property {string} flag
 * @property {string} level one of `LEVELS`, or empty for what can't be read
 * @property {boolean} isSuggested nobody has confirmed the level yet
 * @property {number} waiting working days since it came
 * @property {string} where
 * @property {import("./addresses.js").Compared} home
 * @property {boolean} isLate the day of arrival can't be true
 * @property {string[]} signs what was noticed, in words
 * @property {string} story
 * @property {string} said in words, besides that: what was chosen, through which door, of which organisation, whose case it is
 * @property {string} kind of the report
 * @property {string} organisation slug
 * @property {string} deadline ISO day
 * @property {boolean} isPressing
 * @property {string} step
 * @property {string} next ISO day by which something happens; before triage the one of the suggested level
 * @property {boolean} isOverdue
 * @property {string} owner
 * @property {boolean} isMine
 * @property {boolean} isClosed
 * @property {string} outcome
 * @property {string} purge
 * @property {boolean} isSpam
 */

/** @param {Source} source @param {View} view @returns {Row} */
export function rowOf(source, view) {
  const { words, today, holidays } = view;
  const file = source.file;
  const report = "document" in source && source.document ? source.document : null;
  const body = report?.body ?? {};
  const suggested = report ? suggestedLevel(body, words, today, view) : "";
  const level = file?.level || suggested;
  const deadline = report ? deadlineOf(body) : "";
  const isClosed = Boolean(file?.closed);
  const next = isClosed ? "" : file?.next || (report ? dueBy(level, source.day, holidays) : "");
  const owner = file?.owner ?? "";
  return {
    ...{ id: source.case, day: source.day, news: source.news, state: source.state, flag: source.flag },
    ...{ level, isSuggested: !file?.level, where: placeOf(body, words), deadline, next, owner, isClosed },
    waiting: workdaysBetween(source.day, today, holidays),
    home: homeOf(firstAnswer(body, words, (question) => question.names_the_place)[0] ?? "", estateOf(body)),
    isLate: source.arrival === "wrong",
    ...whatIsNoticed(body, words),
    said: [...choicesOf(body, words), origin(body, words), owner && view.nameOf(owner)].join("\n"),
    kind: typeof body.form === "string" ? body.form : "",
    organisation: typeof body.organisation === "string" ? body.organisation : "",
    isPressing: deadline !== "" && deadline <= addWorkdays(today, view.pressingDays, holidays),
    step: file?.step ?? "",
    isOverdue: next !== "" && next < today,
    isMine: owner === view.me || view.standIns.get(owner) === view.me,
    outcome: file?.outcome ?? "",
    purge: file?.purge ?? "",
    isSpam: looksLikeSpam(body) && !file,
  };
}

/**
 * Danger first, whatever else there is; then what nobody has read; then what is overdue; then by level, and who waits longest.
 * @param {Row[]} rows
 * @returns {Row[]}
 */
export function inOrder(rows) {
  return [...rows].sort(
    (one, other) =>
      Number(one.isClosed) - Number(other.isClosed) ||
      Number(other.level === "red") - Number(one.level === "red") ||
      Number(Boolean(other.news)) - Number(Boolean(one.news)) ||
      Number(other.isOverdue) - Number(one.isOverdue) ||
      rank(one) - rank(other) ||
      Number(other.isPressing) - Number(one.isPressing) ||
      compare(one.next, other.next) ||
      compare(one.day, other.day) ||
      compare(one.id, other.id),
  );
}

/** The groups that can be asked for, by name. @type {Record<string, (row: Row) => boolean>} */
export const GROUPS = {
  open: (row) => !row.isClosed,
  mine: (row) => row.isMine && !row.isClosed,
  new: (row) => row.isSuggested && !row.isClosed,
  answers: (row) => row.news === "answer",
  overdue: (row) => row.isOverdue,
  deadline: (row) => row.isPressing && !row.isClosed,
  closed: (row) => row.isClosed,
};

/**
 * What is asked for; empty for everything. `group` is one of `GROUPS`.
 * @typedef {{ group: string, level: string, kind: string, organisation: string }} Filter
 */

/** @type {Readonly<Filter>} */
export const ALL_OPEN = Object.freeze({ group: "open", level: "", kind: "", organisation: "" });

/** @param {Row} row @param {Filter} filter */
export function fits(row, { group, level, kind, organisation }) {
  return (
    GROUPS[group](row) &&
    (!level || row.level === level) &&
    (!kind || row.kind === kind) &&
    (!organisation || row.organisation === organisation)
  );
}

/**
 * Which cases may be about one home: by their addresses, but for what an advisor has said.
 * @param {Row[]} rows
 * @param {Map<string, State | null>} files by case
 * @returns {Map<string, string[]>} the others of each case
 */
export function sameHomes(rows, files) {
  /** @type {Map<string, Row[]>} */
  const byKey = new Map();
  for (const row of rows) for (const key of row.home.keys) byKey.set(key, [...(byKey.get(key) ?? []), row]);
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const row of rows) {
    const near = new Set(row.home.keys.flatMap((key) => byKey.get(key) ?? []));
    const others = [...near].filter((each) => each !== row && isSameHome(each.home, row.home));
    const kept = others.filter(({ id }) => !saysApart(files, row.id, id)).map(({ id }) => id);
    if (kept.length) found.set(row.id, kept);
  }
  return found;
}

/** @param {Map<string, State | null>} files @param {string} one @param {string} other @returns {boolean} whether an advisor has linked them */
export function areLinked(files, one, other) {
  const isSaid = files.get(one)?.links.includes(other) || files.get(other)?.links.includes(one);
  return Boolean(isSaid) && !saysApart(files, one, other);
}

/** @param {Map<string, State | null>} files @param {string} one @param {string} other */
function saysApart(files, one, other) {
  return Boolean(files.get(one)?.apart.includes(other) || files.get(other)?.apart.includes(one));
}

/** @param {import("./answers.js").Body} body @param {import("./answers.js").Words} words */
function whatIsNoticed(body, words) {
  const said = firstAnswer(body, words, (question) => question.says_what && question.kind !== "text");
  const { story, happened } = answersOf(body);
  const text = [story, happened].find((each) => typeof each === "string") ?? "";
  return { signs: said, story: text };
}

/** @param {import("./answers.js").Body} body @param {import("./answers.js").Words} words @returns {string[]} */
function choicesOf(body, words) {
  return readableAnswers(body, words).flatMap(({ kind, values }) => (kind.startsWith("choice") ? values : []));
}

/** @param {Row} row */
function rank({ level }) {
  return level ? LEVELS.indexOf(level) : -1; // what can't be read is looked at first
}

/** @param {string} one @param {string} other */
function compare(one, other) {
  return one < other ? -1 : Number(one > other);
}
