// The list of cases: what each row says, which come first, what is filtered and found.
import { homeOf, isSameHome, type Compared } from "./addresses.ts";
import {
  answersTo,
  estateOf,
  firstAnswer,
  looksLikeSpam,
  origin,
  placeOf,
  readableAnswers,
  type Body,
  type Words,
} from "./answers.ts";
import type { ListedCase } from "./case.ts";
import { LEVELS, type CaseState } from "./casefile.ts";
import type { News } from "./news.ts";
import { deadlineOf, dueBy, suggestedLevel } from "./triage.ts";
import { addWorkdays, workdaysBetween, type Holidays } from "./workdays.ts";

/** What a row is made from. */
export type RowSource = Pick<ListedCase, "case" | "day" | "news" | "document" | "state" | "file" | "flag" | "arrival">;

/** What all rows are seen with. `standIns`: whose cases are looked after by whom now. */
export interface RowView {
  words: Words;
  today: string; // ISO day
  holidays: Holidays;
  pressingDays: number;
  me: string; // an advisor's id
  standIns: Map<string, string>;
  nameOf: (id: string) => string;
}

export interface Row {
  id: string;
  day: string;
  news: News;
  state: string;
  flag: string;
  level: string; // one of `LEVELS`, or empty for what can't be read
  isSuggested: boolean; // nobody has confirmed the level yet
  waiting: number; // working days since it came
  where: string;
  home: Compared;
  isLate: boolean; // the day of arrival can't be true
  signs: string[]; // what was noticed, in words
  story: string;
  said: string; // in words, besides that: what was chosen, through which door, of which organisation, whose case it is
  kind: string; // of the report
  organisation: string; // slug
  deadline: string; // ISO day
  isPressing: boolean;
  step: string;
  next: string; // ISO day by which something happens; before triage the one of the suggested level
  isOverdue: boolean;
  owner: string;
  isMine: boolean;
  isClosed: boolean;
  outcome: string;
  purge: string;
  isSpam: boolean;
}

export function rowOf(source: RowSource, view: RowView): Row {
  const { words, today, holidays } = view;
  const file = source.file;
  const report = source.document ?? null;
  const body = report?.body ?? {};
  const suggested = report ? suggestedLevel(body, words, today, view) : "";
  const level = file?.level || suggested;
  const deadline = report ? deadlineOf(body, words) : "";
  const isClosed = Boolean(file?.closed);
  const next = isClosed ? "" : file?.next || (report ? dueBy(level, source.day, holidays) : "");
  const owner = file?.owner ?? "";
  return {
    ...{ id: source.case, day: source.day, news: source.news, state: source.state, flag: source.flag },
    ...{ level, isSuggested: !file?.level, where: placeOf(body, words), deadline, next, owner, isClosed },
    waiting: workdaysBetween(source.day, today, holidays),
    home: homeOf(firstAnswer(body, words, (question) => question.names_the_place)[0] ?? "", estateOf(body, words)),
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
 * Danger first, whatever else there is; then what nobody has read; then what is overdue; then by level, and who waits
 * longest.
 */
export function inOrder(rows: Row[]): Row[] {
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

/** The groups that can be asked for, by name. */
export const GROUPS: Record<string, (row: Row) => boolean> = {
  open: (row) => !row.isClosed,
  mine: (row) => row.isMine && !row.isClosed,
  new: (row) => row.isSuggested && !row.isClosed,
  answers: (row) => row.news === "answer",
  overdue: (row) => row.isOverdue,
  deadline: (row) => row.isPressing && !row.isClosed,
  closed: (row) => row.isClosed,
};

/** What is asked for; empty for everything. `group` is one of `GROUPS`. */
export interface Filter {
  group: string;
  level: string;
  kind: string;
  organisation: string;
}

export const ALL_OPEN: Readonly<Filter> = Object.freeze({ group: "open", level: "", kind: "", organisation: "" });

export function fits(row: Row, { group, level, kind, organisation }: Filter) {
  return (
    GROUPS[group](row) &&
    (!level || row.level === level) &&
    (!kind || row.kind === kind) &&
    (!organisation || row.organisation === organisation)
  );
}

/**
 * Which cases may be about one home: by their addresses, but for what an advisor has said.
 * @param files by case
 * @returns the others of each case
 */
export function sameHomes(rows: Row[], files: Map<string, CaseState | null>): Map<string, string[]> {
  const byKey = new Map<string, Row[]>();
  for (const row of rows) for (const key of row.home.keys) byKey.set(key, [...(byKey.get(key) ?? []), row]);
  const found = new Map<string, string[]>();
  for (const row of rows) {
    const near = new Set(row.home.keys.flatMap((key) => byKey.get(key) ?? []));
    const others = [...near].filter((each) => each !== row && isSameHome(each.home, row.home));
    const kept = others.filter(({ id }) => !saysApart(files, row.id, id)).map(({ id }) => id);
    if (kept.length) found.set(row.id, kept);
  }
  return found;
}

/** @returns whether an advisor has linked them */
export function areLinked(files: Map<string, CaseState | null>, one: string, other: string): boolean {
  const isSaid = files.get(one)?.links.includes(other) || files.get(other)?.links.includes(one);
  return Boolean(isSaid) && !saysApart(files, one, other);
}

function saysApart(files: Map<string, CaseState | null>, one: string, other: string) {
  return Boolean(files.get(one)?.apart.includes(other) || files.get(other)?.apart.includes(one));
}

function whatIsNoticed(body: Body, words: Words) {
  const said = firstAnswer(body, words, (question) => question.says_what && question.kind !== "text");
  const stories = answersTo(body, words, (question) => question.tells_the_story);
  const text = stories.find((each) => typeof each === "string") ?? "";
  return { signs: said, story: text };
}

function choicesOf(body: Body, words: Words): string[] {
  return readableAnswers(body, words).flatMap(({ kind, values }) => (kind.startsWith("choice") ? values : []));
}

function rank({ level }: Row) {
  return level ? LEVELS.indexOf(level) : -1; // what can't be read is looked at first
}

function compare(one: string, other: string) {
  return one < other ? -1 : Number(one > other);
}
