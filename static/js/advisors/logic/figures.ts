// The boards' figures: closed cases of a year by organisation, counted so that nobody can be found in them.
import { daysBetween } from "../../web/days.ts";
import { LEVELS, OUTCOMES, firstContact, type CaseState } from "./casefile.ts";
import { FEWEST, pool, suppress } from "./suppression.ts";
import { readLine, type TallyLine } from "./tally.ts";

/** Stands for several that are too few to be shown alone. */
export const REST = "*";
/** Days from a report until somebody was spoken to, up to so many; then longer, never, and not known any more. */
export const CONTACTS = ["0", "3", "7", "14", "longer", "none", "gone"];
// What the boards ask for first stands alone if anything can.
const FIRST_ASKED = ["averted", ...OUTCOMES.filter((outcome) => outcome !== "averted")];
/** What every case has one of. */
export const DIMENSIONS = ["kind", "level", "outcome", "contact"] as const;
type Dimension = (typeof DIMENSIONS)[number];

/** `members` are slugs, with "" for no organisation. */
export interface Group {
  id: string;
  members: string[];
  total: number;
}
/** Counts by group and column, and of all groups; null for what is not shown. `rest`: what stands together. */
export interface Table {
  columns: string[];
  rest: string[];
  cells: (number | null)[][];
  totals: number[];
}
export interface Figures {
  total: number;
  groups: Group[];
  tables: Record<string, Table>;
  signs: Table;
}
/** What is counted, and in which order it is shown; `contacts` by a line's id, of cases that are there. */
export interface FigureQuery {
  year: string;
  contacts: Map<string, string>;
  kinds: string[];
  organisations: string[];
  signs: string[];
}
/** A case as it is counted. */
export type Counted = TallyLine & { contact: string };

/** @param sources a case that is there @returns for each, one of `CONTACTS` */
export function contactsOf(sources: Iterable<{ day: string; file: CaseState | null }>): string[] {
  return Array.from(sources, ({ day, file }) => {
    const first = firstContact(file?.log ?? []);
    if (!first) return "none";
    const days = daysBetween(day, first.day);
    return CONTACTS.slice(0, 4).find((most) => days <= Number(most)) ?? "longer";
  });
}

/** @param lines of the tally @returns years in which cases were closed, the last one first */
export function yearsOf(lines: string[]): string[] {
  return [...new Set(lines.map((line) => readLine(line).month.slice(0, 4)))].sort().reverse();
}

/**
 * @param lines of the tally
 * @returns null if there are too few cases to show any
 */
export function figuresOf(
  lines: string[],
  { year, contacts, kinds, organisations, signs }: FigureQuery,
): Figures | null {
  const counted = lines
    .map(readLine)
    .filter(({ month }) => month.startsWith(year))
    .map((line) => ({ ...line, contact: contacts.get(line.id) ?? "gone" }));
  if (counted.length < FEWEST) return null;
  const groups = groupsOf(counted, organisations);
  const orders = { kind: kinds, level: LEVELS, outcome: FIRST_ASKED, contact: CONTACTS };
  const tables = DIMENSIONS.map((name) => [name, crossTable(counted, groups, name, orders[name])]);
  return {
    total: counted.length,
    groups,
    tables: Object.fromEntries(tables),
    signs: signTable(counted, groups, signs),
  };
}

/** @param group an id, or "" for all */
export function columnsOf(
  { groups }: Figures,
  { columns, cells, totals }: Table,
  group: string,
): { column: string; count: number | null }[] {
  const row = group ? cells[groups.findIndex(({ id }) => id === group)] : totals;
  return columns.map((column, at) => ({ column, count: row[at] }));
}

function groupsOf(counted: Counted[], organisations: string[]): Group[] {
  const counts = new Map(organisations.map((slug) => [slug, 0]));
  for (const { organisation } of counted) counts.set(organisation, (counts.get(organisation) ?? 0) + 1);
  const { alone, together } = pool(counts);
  const total = (members: string[]) => members.reduce((sum, slug) => sum + (counts.get(slug) ?? 0), 0);
  const groups = alone.map((slug) => ({ id: slug || "-", members: [slug], total: total([slug]) }));
  return together.length ? [...groups, { id: REST, members: together, total: total(together) }] : groups;
}

function crossTable(counted: Counted[], groups: Group[], name: Dimension, order: string[]): Table {
  const counts: Map<string, number> = new Map(order.map((value) => [value, 0]));
  for (const line of counted) counts.set(line[name], (counts.get(line[name]) ?? 0) + 1);
  const { alone, together } = pool(counts);
  const columns = together.length ? [...alone, REST] : alone;
  const columnOf = (line: Counted) => columns.indexOf(alone.includes(line[name]) ? line[name] : REST);
  const cells = countCells(counted, groups, columns.length, columnOf);
  const hidden = suppress(cells);
  const totals = columns.map((_, at) => cells.reduce((sum, row) => sum + row[at], 0));
  return {
    columns,
    rest: together,
    cells: cells.map((row, r) => row.map((count, c) => (hidden[r][c] ? null : count))),
    totals,
  };
}

// A case may have several signs, so each is a table of its own: with it, and without. Which of them are not shown tells
// no more than that nearly none or nearly all have them.
function signTable(counted: Counted[], groups: Group[], signs: string[]): Table {
  const having = (sign: string) => counted.filter((line) => line.signs.includes(sign)).length;
  const columns = signs.filter((sign) => Math.min(having(sign), counted.length - having(sign)) >= FEWEST);
  const cells = columns.map((sign) => countSign(counted, groups, sign));
  return {
    columns,
    rest: [],
    cells: groups.map((_, at) => cells.map((column) => column[at])),
    totals: columns.map(having),
  };
}

function countSign(counted: Counted[], groups: Group[], sign: string): (number | null)[] {
  const cells = countCells(counted, groups, 2, ({ signs }) => Number(!signs.includes(sign)));
  const hidden = suppress(cells);
  return cells.map(([count], at) => (hidden[at][0] ? null : count));
}

function countCells(
  counted: Counted[],
  groups: Group[],
  width: number,
  columnOf: (line: Counted) => number,
): number[][] {
  const rows = new Map(groups.flatMap(({ members }, at) => members.map((slug) => [slug, at])));
  const cells = groups.map(() => Array(width).fill(0));
  for (const line of counted) cells[rows.get(line.organisation) ?? 0][columnOf(line)] += 1;
  return cells;
}
