// What the advisors note about a case, and how two who noted at the same time are brought together.

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
 * @typedef {{ id: string, by: string, day: string, at: string, kind: string, result: string, text: string }} Entry
 */

/** A copy of what a reporter wrote, without how to reach them. @typedef {import("../../crypto/document.js").Document} Copy */

/**
 * @typedef {object} State
 * @property {string} level one of `LEVELS`; empty until an advisor has said so
 * @property {string} owner an advisor's id; empty for nobody
 * @property {string} step the next one: a channel, or empty
 * @property {string} next ISO day of it
 * @property {string} closed ISO day; empty for an open case
 * @property {string} outcome one of `OUTCOMES`
 * @property {string} purge ISO day on which the case is deleted; empty for never
 * @property {string} keep why it is kept longer than others
 * @property {string[]} links cases of the same home
 * @property {string[]} apart cases that somebody said are of another home
 * @property {Entry[]} log
 * @property {{ day: string, places: number[], kept: Copy[] } | null} removal what goes before the case does: ISO day, which places, copies of what stays
 */

/** @type {Readonly<State>} */
export const NEW = Object.freeze({
  ...{ level: "", owner: "", step: "", next: "", closed: "", outcome: "", purge: "", keep: "" },
  ...{ links: [], apart: [], log: [], removal: null },
});

// What is decided together clashes together.
/** @type {Record<string, (keyof State)[]>} */
const DECISIONS = {
  level: ["level"],
  owner: ["owner"],
  next: ["step", "next"],
  ending: ["closed", "outcome", "purge", "keep", "removal"],
};
const ENTRY = ["id", "by", "day", "at", "kind", "result", "text"];

/** What both decided, and not the same. @typedef {{ decision: string, mine: Partial<State>, theirs: Partial<State> }} Clash */

/**
 * Brings together what two made of the same version. Words are never lost: the log has all of both.
 * @param {State} base
 * @param {State} mine
 * @param {State} theirs
 * @returns {{ merged: State, clashes: Clash[] }} where they clash, `merged` is as theirs
 */
export function merge(base, mine, theirs) {
  const merged = { ...theirs };
  /** @type {Clash[]} */
  const clashes = [];
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
 * @param {State} state
 * @returns {string} what keeps it from being saved: `next` (an open case without a next date), `outcome` (a closed one
 *   without an outcome); empty if nothing does
 */
export function problemOf({ closed, next, outcome }) {
  if (closed) return outcome ? "" : "outcome";
  return next ? "" : "next";
}

/**
 * @param {any} content of a signed case file
 * @returns {State} with everything in its place, whatever an older or newer version of ours wrote
 */
export function asState(content) {
  const given = isObject(content) ? content : {};
  /** @type {any} */
  const state = {};
  for (const [name, usual] of Object.entries(NEW)) {
    if (typeof usual === "string") state[name] = text(given[name]);
  }
  for (const name of ["links", "apart"]) state[name] = list(given[name]).filter((each) => typeof each === "string");
  state.log = list(given.log).filter(isObject).map(asEntry);
  const { removal } = given;
  state.removal = isObject(removal)
    ? {
        day: text(removal.day),
        places: list(removal.places).filter(Number.isInteger),
        kept: list(removal.kept).filter(isObject),
      }
    : null;
  return state;
}

/** @param {Entry[]} log @returns {Entry | undefined} the first time that somebody was spoken to */
export function firstContact(log) {
  return log.find(({ result }) => result === "talked");
}

/** @param {State} state @param {string} today ISO day @returns {Map<number, Copy | null>} places whose envelopes may be gone by now, with what was kept of each */
export function removedPlaces({ removal }, today) {
  if (!removal || !(removal.day <= today)) return new Map();
  const kept = new Map(removal.kept.map((copy) => [copy.seq, copy]));
  return new Map(removal.places.map((seq) => [seq, kept.get(seq) ?? null]));
}

/**
 * Merges lists of things with ids.
 * @template {{ id: string }} T
 * @param {T[]} base
 * @param {T[]} mine
 * @param {T[]} theirs
 * @returns {T[]} what one changed or removed is so; what both changed is as mine
 */
export function mergeById(base, mine, theirs) {
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

/** @param {any} entry @returns {any} */
function asEntry(entry) {
  return Object.fromEntries(ENTRY.map((name) => [name, text(entry[name])]));
}

/** @param {string[]} base @param {string[]} mine @param {string[]} theirs */
function mergeSets(base, mine, theirs) {
  const stays = theirs.filter((each) => mine.includes(each) || !base.includes(each));
  return [...stays, ...mine.filter((each) => !base.includes(each) && !theirs.includes(each))];
}

/** @param {State} state @param {(keyof State)[]} fields @returns {Partial<State>} */
function pick(state, fields) {
  return Object.fromEntries(fields.map((name) => [name, state[name]]));
}

/** @param {unknown} one @param {unknown} other */
function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** @param {unknown} value @returns {any[]} */
function list(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {unknown} value @returns {string} */
function text(value) {
  return typeof value === "string" ? value : "";
}

/** @param {unknown} value @returns {value is Record<string, any>} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
