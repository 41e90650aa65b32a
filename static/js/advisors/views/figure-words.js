// The boards' figures in words: what they are called, on the page, on paper and in a spreadsheet.
import { REST, columnsOf } from "../logic/figures.js";
import { FEWEST } from "../logic/suppression.js";
import { say } from "./page-element.js";
import { organisationName } from "./words.js";

/** @typedef {import("../logic/figures.js").Figures} Figures */
/** @typedef {import("../logic/figures.js").Table} Table */
/** What is no count of closed cases: kroner that an averted eviction saves, and open cases. @typedef {{ amount: number, open: number }} Besides */

/** Stands for a count that is not shown. */
export const HIDDEN = "–";
/** Sums that are money. */
export const IN_KRONER = ["amount", "saved"];

/**
 * @param {Figures} figures
 * @param {string} group an id, or "" for all
 * @param {Besides} besides
 * @returns {[string, number | null][]} by name; null for what is not shown
 */
export function sumsOf(figures, group, { amount, open }) {
  const closed = group ? figures.groups.find(({ id }) => id === group)?.total : figures.total;
  const outcomes = columnsOf(figures, figures.tables.outcome, group);
  const averted = outcomes.find(({ column }) => column === "averted")?.count ?? null;
  return [
    ["closed", closed ?? null],
    .../** @type {[string, number | null][]} */ (group ? [] : [["open", open < FEWEST ? null : open]]),
    ["averted", averted],
    ["amount", amount],
    ["saved", averted === null ? null : averted * amount],
  ];
}

/** @param {Figures} figures @param {string} id @returns {string} */
export function groupName({ groups }, id) {
  if (!id) return say("js.figures.all");
  const members = groups.find((group) => group.id === id)?.members ?? [];
  const names = members.map((slug) => (slug ? organisationName(slug) || slug : say("js.figures.no_organisation")));
  return id === REST ? together(names) : names.join();
}

/** @param {string} name of a table @param {Table} table @param {string} column @returns {string} */
export function columnName(name, { rest }, column) {
  return column === REST ? together(rest.map((each) => valueName(name, each))) : valueName(name, column);
}

/** @param {Figures} figures @param {string} year @param {Besides} besides @returns {string} everything that can be seen, as lines */
export function asCsv(figures, year, besides) {
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
/** @param {string} text @param {string} name */
export function download(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\uFEFF", text], { type: "text/csv" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** @param {number} count @returns {string} */
export function readable(count) {
  return count.toLocaleString(document.documentElement.lang);
}

/** @param {string[]} names @returns {string} */
function together(names) {
  return `${say("js.figures.rest")}: ${names.join(", ")}`;
}

/** @param {string} name of a table @param {string} value @returns {string} */
function valueName(name, value) {
  if (!value) return say("js.figures.unknown");
  if (name === "kind") return say(`door.${value}.short`);
  if (name === "level") return say(`js.inbox.level_${value}`);
  if (name === "outcome") return say(`js.inbox.outcome_${value}`);
  if (name === "contact") return say(`js.figures.contact_${value}`);
  const [question, choice] = value.split(".");
  return say(`q.${question}.${choice}`);
}

/** @param {string} field @returns {string} */
function quoted(field) {
  return `"${field.replaceAll('"', '""')}"`;
}
