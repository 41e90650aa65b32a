// The boards' figures in words: what they are called, on the page, on paper and in a spreadsheet.
import { REST, columnsOf, type Figures, type Table } from "../../logic/figures.ts";
import { FEWEST } from "../../logic/suppression.ts";
import { say } from "../parts/page-element.ts";
import { organisationName } from "../parts/settings.ts";

/** What is no count of closed cases: kroner that an averted eviction saves, and open cases. */
export interface Besides {
  amount: number;
  open: number;
}

/** Stands for a count that is not shown. */
export const HIDDEN = "–";
/** Sums that are money. */
export const IN_KRONER = ["amount", "saved"];

/** @param group an id, or "" for all @returns by name; null for what is not shown */
export function sumsOf(figures: Figures, group: string, { amount, open }: Besides): [string, number | null][] {
  const closed = group ? figures.groups.find(({ id }) => id === group)?.total : figures.total;
  const outcomes = columnsOf(figures, figures.tables.outcome, group);
  const averted = outcomes.find(({ column }) => column === "averted")?.count ?? null;
  const stillOpen: [string, number | null][] = group ? [] : [["open", open < FEWEST ? null : open]];
  return [
    ["closed", closed ?? null],
    ...stillOpen,
    ["averted", averted],
    ["amount", amount],
    ["saved", averted === null ? null : averted * amount],
  ];
}

export function groupName({ groups }: Figures, id: string): string {
  if (!id) return say("js.figures.all");
  const members = groups.find((group) => group.id === id)?.members ?? [];
  const names = members.map((slug) => (slug ? organisationName(slug) || slug : say("js.figures.no_organisation")));
  return id === REST ? together(names) : names.join();
}

/** @param name of a table */
export function columnName(name: string, { rest }: Table, column: string): string {
  return column === REST ? together(rest.map((each) => valueName(name, each))) : valueName(name, column);
}

/** @returns everything that can be seen, as lines */
export function asCsv(figures: Figures, year: string, besides: Besides): string {
  const head = [
    ...[say("js.figures.choose_year"), say("js.figures.choose_group"), say("js.figures.figure")],
    ...[say("js.figures.answer"), say("js.figures.cases")],
  ];
  const groups = ["", ...figures.groups.map(({ id }) => id)];
  const lines = groups.flatMap((group) => [
    ...sumsOf(figures, group, besides).map(([name, count]) => [group, say(`js.figures.sum_${name}`), "", count]),
    ...Object.entries({ ...figures.tables, signs: figures.signs }).flatMap(([name, table]) =>
      columnsOf(figures, table, group).map(({ column, count }) => [
        ...[group, say(`js.figures.of_${name}`), columnName(name, table, column), count],
      ]),
    ),
  ]);
  const named = lines.map(([group, figure, answer, count]) => [
    ...[year, groupName(figures, String(group)), String(figure), String(answer), String(count ?? HIDDEN)],
  ]);
  return [head, ...named].map((line) => line.map(quoted).join(";")).join("\r\n");
}

// With a mark in front, or spreadsheets take it for another alphabet.
export function download(text: string, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\uFEFF", text], { type: "text/csv" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

export function readable(count: number): string {
  return count.toLocaleString(document.documentElement.lang);
}

function together(names: string[]): string {
  return `${say("js.figures.rest")}: ${names.join(", ")}`;
}

/** @param name of a table */
function valueName(name: string, value: string): string {
  if (!value) return say("js.figures.unknown");
  if (name === "kind") return say(`door.${value}.short`);
  if (name === "level") return say(`js.inbox.level_${value}`);
  if (name === "outcome") return say(`js.inbox.outcome_${value}`);
  if (name === "contact") return say(`js.figures.contact_${value}`);
  const [question, choice] = value.split(".");
  return say(`q.${question}.${choice}`);
}

function quoted(field: string): string {
  return `"${field.replaceAll('"', '""')}"`;
}
