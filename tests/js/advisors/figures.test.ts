// The boards' figures over a few invented cases. That no hidden count can be worked out is tried in tests/test_drills/test_figures.py.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NEW, type LogLine } from "../../../static/js/advisors/logic/casefile.ts";
import { columnsOf, contactsOf, figuresOf, yearsOf, type Figures } from "../../../static/js/advisors/logic/figures.ts";
import { pool, suppress } from "../../../static/js/advisors/logic/suppression.ts";
import { entryOf } from "../tools/samples.ts";

let made = 0;
const USUAL = {
  month: "2026-03",
  kind: "neighbour",
  level: "yellow",
  outcome: "helped",
  organisation: "a",
  signs: "-",
};
const lines = (count: number, fields: Partial<typeof USUAL>) =>
  Array.from({ length: count }, () => {
    made += 1;
    const { month, kind, level, outcome, organisation, signs } = { ...USUAL, ...fields };
    return `${String(made).padStart(16, "0")} ${month} ${kind} ${level} ${outcome} ${organisation} ${signs}`;
  });
const how = {
  year: "2026",
  contacts: new Map<string, string>(),
  kinds: ["neighbour", "staff", "own", "eviction"],
  organisations: ["a", "b", "c"],
  signs: ["signs.mail", "signs.clutter", "signs.other"],
};
/** The figures that there must be. */
function figuresFor(all: string[], asked = how): Figures {
  const figures = figuresOf(all, asked);
  assert.ok(figures);
  return figures;
}
const asObject = (counts: { column: string; count: number | null }[]) =>
  Object.fromEntries(counts.map(({ column, count }) => [column, count]));

test("a year's closed cases are counted, and no other year's", () => {
  const all = [...lines(7, {}), ...lines(6, { kind: "own" }), ...lines(9, { month: "2025-12" })];
  const figures = figuresFor(all);
  assert.equal(figures.total, 13);
  assert.deepEqual(asObject(columnsOf(figures, figures.tables.kind, "")), { neighbour: 7, own: 6 });
  assert.deepEqual(yearsOf(all), ["2026", "2025"]);
});

test("fewer than five cases are no figures", () => {
  assert.equal(figuresOf(lines(4, {}), how), null);
  assert.equal(figuresFor(lines(5, {})).total, 5);
});

test("answers under five stand together, with the next one if they are under five together, too", () => {
  const all = [
    ...lines(8, {}),
    ...lines(6, { outcome: "grant" }),
    ...lines(2, { outcome: "evicted" }),
    ...lines(1, { outcome: "averted" }),
  ];
  const figures = figuresFor(all);
  assert.deepEqual(asObject(columnsOf(figures, figures.tables.outcome, "")), { helped: 8, "*": 9 });
});

test("averted evictions stand with others only if nothing else is left to", () => {
  const three = [...lines(9, {}), ...lines(6, { outcome: "averted" }), ...lines(2, { outcome: "evicted" })];
  const figures = figuresFor(three);
  assert.deepEqual(asObject(columnsOf(figures, figures.tables.outcome, "")), { averted: 6, "*": 11 });
  const two = figuresFor(three.slice(9));
  assert.deepEqual(asObject(columnsOf(two, two.tables.outcome, "")), { "*": 8 });
});

test("organisations under five cases stand together, also those without any", () => {
  const all = [...lines(20, {}), ...lines(3, { organisation: "b" }), ...lines(6, { organisation: "-" })];
  const { groups } = figuresFor(all);
  assert.deepEqual(groups, [
    { id: "a", members: ["a"], total: 20 },
    { id: "*", members: ["b", "c", ""], total: 9 },
  ]);
});

test("a count under five in one organisation is hidden, and one more in its row and in its column", () => {
  const all = [
    ...lines(9, { organisation: "a" }),
    ...lines(8, { organisation: "a", outcome: "grant" }),
    ...lines(7, { organisation: "b" }),
    ...lines(3, { organisation: "b", outcome: "grant" }),
  ];
  const { tables, groups } = figuresFor(all);
  assert.deepEqual(
    groups.map(({ id }) => id),
    ["a", "b"],
  );
  assert.deepEqual(tables.outcome.cells, [
    [null, null],
    [null, null],
  ]);
  assert.deepEqual(tables.outcome.totals, [16, 11]);
});

test("a sign that nearly all cases have is not counted: those without it would be too few", () => {
  const all = [...lines(9, { signs: "signs.mail" }), ...lines(4, { signs: "signs.clutter" })];
  const figures = figuresFor(all);
  assert.deepEqual(asObject(columnsOf(figures, figures.signs, "")), {});
  const more = figuresFor([...all, ...lines(1, { signs: "signs.mail,signs.clutter" })]);
  assert.deepEqual(asObject(columnsOf(more, more.signs, "")), { "signs.clutter": 5 });
  const one = figuresFor([...all, ...lines(1, { signs: "-" })]);
  assert.deepEqual(asObject(columnsOf(one, one.signs, "a")), { "signs.mail": 9 });
});

test("days until somebody was spoken to are counted from the report, and not known any more once it is gone", () => {
  const line = (result: string, day: string) => ({ ...entryOf(result), result, day });
  const source = (log: LogLine[]) => ({
    day: "2026-03-01",
    file: { ...NEW, log: [line("no_answer", "2026-03-01"), ...log] },
  });
  const talked = (day: string) => source([line("talked", day)]);
  const days = ["2026-02-28", "2026-03-01", "2026-03-02", "2026-03-04", "2026-03-08", "2026-03-15", "2026-03-16"];
  assert.deepEqual(contactsOf([...days.map(talked), source([]), { day: "2026-03-01", file: null }]), [
    ...["0", "0", "3", "3", "7", "14", "longer", "none", "none"],
  ]);
  const all = lines(11, {});
  const contacts = new Map(all.slice(0, 5).map((line) => [line.slice(0, 16), "3"]));
  const figures = figuresFor(all, { ...how, contacts });
  assert.deepEqual(asObject(columnsOf(figures, figures.tables.contact, "")), { 3: 5, gone: 6 });
});

test("what is enough stands alone, and nothing is put together if there is nothing", () => {
  assert.deepEqual(pool(new Map(Object.entries({ a: 5, b: 0 }))), { alone: ["a"], together: [] });
});

test("what is too little stands with so much that each part of it could be any number under five", () => {
  const pooled = (counts: Record<string, number>) => pool(new Map(Object.entries(counts))).together;
  assert.deepEqual(pooled({ a: 9, b: 2, c: 1, d: 2 }), ["b", "c", "d"]);
  assert.deepEqual(pooled({ a: 9, b: 4, c: 4 }), ["a", "b", "c"]); // 8 of two under five would be 4 each
  assert.deepEqual(pooled({ a: 9, b: 1, c: 8 }), ["b", "c"]);
  assert.deepEqual(pooled({ a: 9, b: 1, c: 5 }), ["a", "b", "c"]); // 6 with one that is not would be 1 at most
});

test("what stands with the few is told by nobody's number", () => {
  const { alone, together } = pool(new Map(Object.entries({ a: 9, b: 1, c: 30, d: 90 })));
  assert.deepEqual(
    [alone, together],
    [
      ["a", "c"],
      ["b", "d"],
    ],
  );
});

test("a table without small counts is shown as it is", () => {
  assert.deepEqual(
    suppress([
      [5, 9],
      [7, 6],
    ]),
    [
      [false, false],
      [false, false],
    ],
  );
});

test("two hidden counts whose sum leaves them too little play get company", () => {
  // Row 1: 4 and 1 are hidden and could only be 5 apart from each other; the columns' sums would still tell them apart.
  const cells = [
    [4, 1, 40],
    [30, 30, 30],
    [30, 30, 30],
  ];
  const hidden = suppress(cells);
  for (const column of [0, 1]) assert.ok(hidden.filter((row) => row[column]).length > 1);
});
