// What the advisors note about a case, and how two who noted at the same time are brought together.

import { isInteger, isObject, type Document as Copy } from "../../crypto/document.ts";

/** Triage levels, most urgent first; `not_us` is for somebody else. */
export const LEVELS = ["red", "orange", "yellow", "grey", "not_us"];
/** Ways of reaching somebody, which are next steps, too. */
export const CHANNELS = ["call", "sms", "email", "card", "visit", "caretaker", "municipality"];
/** What came of trying to reach somebody. */
export const RESULTS = ["talked", "message", "no_answer", "refused"];
export const OUTCOMES = [
  ...["helped", "referred", "instalments", "grant", "averted", "evicted", "declined", "no_contact"],
  ...["notified", "moved_or_dead", "unfounded"],
];
/** What closes a case that was none. */
export const NO_CASE = "unfounded";

/**
 * One line of the log. `kind`: a channel, `note`, or what was changed: `level`, `owner`, `next`, `closed`, `reopened`,
 * `linked`, `unlinked`, `kept`. Days are ISO, times "HH:MM"; `by` is an advisor's id.
 */
export interface LogLine {
  id: string;
  by: string;
  day: string;
  at: string;
  kind: string;
  result: string;
  text: string;
}

export interface CaseState {
  level: string; // one of `LEVELS`; empty until an advisor has said so
  owner: string; // an advisor's id; empty for nobody
  step: string; // the next one: a channel, or empty
  next: string; // ISO day of it
  closed: string; // ISO day; empty for an open case
  outcome: string; // one of `OUTCOMES`
  purge: string; // ISO day on which the case is deleted; empty for never
  keep: string; // why it is kept longer than others
  links: string[]; // cases of the same home
  apart: string[]; // cases that somebody said are of another home
  log: LogLine[];
  // what goes before the case does: ISO day, which places, copies of what stays
  removal: { day: string; places: number[]; kept: Copy[] } | null;
}

/** A version as the server lists it; only the newest ones have an envelope. */
export interface FileVersion {
  version: number;
  hash: string;
  n: number;
  envelope: string | null;
}

export const NEW: Readonly<CaseState> = Object.freeze({
  ...{ level: "", owner: "", step: "", next: "", closed: "", outcome: "", purge: "", keep: "" },
  ...{ links: [], apart: [], log: [], removal: null },
});

// What is decided together clashes together.
const DECISIONS: Record<string, (keyof CaseState)[]> = {
  level: ["level"],
  owner: ["owner"],
  next: ["step", "next"],
  ending: ["closed", "outcome", "purge", "keep", "removal"],
};

/** What both decided, and not the same. */
export interface Clash {
  decision: string;
  mine: Partial<CaseState>;
  theirs: Partial<CaseState>;
}

/**
 * Brings together what two made of the same version. Words are never lost: the log has all of both.
 * @returns where they clash, `merged` is as theirs
 */
export function merge(base: CaseState, mine: CaseState, theirs: CaseState): { merged: CaseState; clashes: Clash[] } {
  const merged = { ...theirs };
  const clashes: Clash[] = [];
  for (const [decision, fields] of Object.entries(DECISIONS)) {
    const [was, my, their] = [base, mine, theirs].map((state) => pick(state, fields));
    if (isSame(my, was) || isSame(my, their)) continue;
    if (isSame(their, was)) Object.assign(merged, my);
    else clashes.push({ decision, mine: my, theirs: their });
  }
  merged.links = mergeSets(base.links, mine.links, theirs.links);
  merged.apart = mergeSets(base.apart, mine.apart, theirs.apart);
  const known = new Set(theirs.log.map(({ id }) => id));
  merged.log = [...theirs.log, ...mine.log.filter(({ id }) => !known.has(id))];
  return { merged, clashes };
}

/**
 * @returns what keeps it from being saved: `next` (an open case without a next date), `outcome` (a closed one without
 *   an outcome); empty if nothing does
 */
export function problemOf({ closed, next, outcome }: CaseState): string {
  if (closed) return outcome ? "" : "outcome";
  return next ? "" : "next";
}

/**
 * @param content of a signed case file
 * @returns with everything in its place, whatever an older or newer version of ours wrote
 */
export function asState(content: unknown): CaseState {
  const given = isObject(content) ? content : {};
  return {
    ...{ level: text(given.level), owner: text(given.owner), step: text(given.step), next: text(given.next) },
    ...{ closed: text(given.closed), outcome: text(given.outcome), purge: text(given.purge), keep: text(given.keep) },
    links: list(given.links).filter(isText),
    apart: list(given.apart).filter(isText),
    log: list(given.log).filter(isObject).map(asEntry),
    removal: isObject(given.removal) ? asRemoval(given.removal) : null,
  };
}

/** @returns the first time that somebody was spoken to */
export function firstContact(log: LogLine[]): LogLine | undefined {
  return log.find(({ result }) => result === "talked");
}

/** @param today ISO day @returns places whose envelopes may be gone by now, with what was kept of each */
export function removedPlaces({ removal }: CaseState, today: string): Map<number, Copy | null> {
  if (!removal || !(removal.day <= today)) return new Map();
  const kept = new Map(removal.kept.map((copy) => [copy.seq, copy]));
  return new Map(removal.places.map((seq) => [seq, kept.get(seq) ?? null]));
}

/**
 * Merges lists of things with ids.
 * @returns what one changed or removed is so; what both changed is as mine
 */
export function mergeById<T extends { id: string }>(base: T[], mine: T[], theirs: T[]): T[] {
  const [was, my] = [base, mine].map((each) => new Map(each.map((item) => [item.id, item])));
  const known = new Set(theirs.map(({ id }) => id));
  const stays = theirs.flatMap((their) => {
    const [before, now] = [was.get(their.id), my.get(their.id)];
    if (!before) return now ? [now] : [their];
    if (!now) return [];
    return [isSame(now, before) ? their : now];
  });
  return [...stays, ...mine.filter(({ id }) => !known.has(id) && !was.has(id))];
}

function asEntry({ id, by, day, at, kind, result, text: words }: Record<string, unknown>): LogLine {
  return {
    id: text(id),
    by: text(by),
    day: text(day),
    at: text(at),
    kind: text(kind),
    result: text(result),
    text: text(words),
  };
}

function asRemoval({ day, places, kept }: Record<string, unknown>): NonNullable<CaseState["removal"]> {
  return { day: text(day), places: list(places).filter(isInteger), kept: list(kept).filter(isCopy) };
}

function isCopy(value: unknown): value is Copy {
  return isObject(value) && isInteger(value.seq) && isObject(value.body);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function mergeSets(base: string[], mine: string[], theirs: string[]) {
  const stays = theirs.filter((each) => mine.includes(each) || !base.includes(each));
  return [...stays, ...mine.filter((each) => !base.includes(each) && !theirs.includes(each))];
}

function pick(state: CaseState, fields: (keyof CaseState)[]): Partial<CaseState> {
  return Object.fromEntries(fields.map((name) => [name, state[name]]));
}

function isSame(one: unknown, other: unknown) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return isText(value) ? value : "";
}
