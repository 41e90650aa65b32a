// What is left of a closed case: one line, which two advisors never lose to each other.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Body } from "../../../static/js/advisors/logic/answers.ts";
import { NEW, type CaseState } from "../../../static/js/advisors/logic/casefile.ts";
import { asTally, following, lineId, lineOf, merge, readLine } from "../../../static/js/advisors/logic/tally.ts";
import { toBase64Url } from "../../../static/js/crypto/bytes.ts";
import type { Document } from "../../../static/js/crypto/document.ts";
import { documentOf, question, wordsOf } from "../tools/samples.ts";

const asked = (id: string, choices: string[], kind = "choice") => question(id, kind, { choices, says_what: true });
const words = wordsOf(
  {
    neighbour: [asked("signs", ["mail", "clutter", "other"], "choices"), asked("story", [], "text")],
    own: [asked("about", ["rent", "bills"])],
    eviction: [{ ...asked("asked", ["no"], "choices"), says_what: false }],
  },
  { eksempelby: "Eksempelby Boligforening" },
);
const report = (body: Body, number = 1) =>
  documentOf({
    ...{ talk: toBase64Url(new Uint8Array(32).fill(number)), form: "neighbour", organisation: "eksempelby" },
    ...body,
  });
const CLOSED = { ...NEW, closed: "2026-11-24", level: "yellow", outcome: "helped" };
const answers = { signs: ["clutter", "mail"], story: "Eksempelvej 12", where: "Eksempelvej 12" };
const written = (document: Document, file: CaseState) => lineOf(lineId(document), document, file, words);
const line = (number: number, outcome = "helped") => `${"0".repeat(14)}${number}0 2026-11 own red ${outcome} - -`;

test("a line says kind, signs, level, outcome, organisation and month, and nothing else", () => {
  assert.equal(
    written(report({ answers }), CLOSED),
    `${lineId(report({}))} 2026-11 neighbour yellow helped eksempelby signs.mail,signs.clutter`,
  );
  // What is one of a few says who was asked; it is not counted.
  const [own, eviction] = [
    report({ form: "own", answers: { about: "rent" } }),
    report({ form: "eviction", answers: { asked: ["no"] } }),
  ];
  assert.match(written(own, CLOSED), / own yellow helped eksempelby -$/);
  assert.match(written(eviction, CLOSED), / eviction yellow helped eksempelby -$/);
});

test("what a reporter made up is in no line", () => {
  const made = {
    form: "toString x",
    organisation: "constructor",
    answers: { signs: ["a b", { mail: 1 }, "Eksempelvej"] },
  };
  assert.equal(written(report(made), CLOSED), `${lineId(report({}))} 2026-11 - yellow helped - -`);
  const hostile = { toString: 1, hasOwnProperty: 1 };
  assert.match(written(report({ form: hostile, organisation: hostile }), CLOSED), / - yellow helped - -$/);
  assert.match(written(report({ answers: { signs: "mail" } }), CLOSED), / signs\.mail$/);
  assert.match(written(report({ answers: null }), { ...CLOSED, level: "" }), / neighbour - helped eksempelby -$/);
});

test("each case has an id of its own, which only its own key gives", () => {
  assert.notEqual(lineId(report({}, 1)), lineId(report({}, 2)));
  assert.match(lineId(report({})), /^[0-9a-f]{16}$/);
  assert.equal(lineId(documentOf({}, { type: "message" })), "");
});

test("a line that was written can be read", () => {
  assert.deepEqual(readLine(written(report({ answers }), CLOSED)), {
    ...{ id: lineId(report({})), month: "2026-11", kind: "neighbour", level: "yellow", outcome: "helped" },
    ...{ organisation: "eksempelby", signs: ["signs.mail", "signs.clutter"] },
  });
  assert.deepEqual(readLine(line(1)).signs, []);
  assert.equal(readLine(line(1)).organisation, "");
});

test("two who close at the same time lose no line, and one who takes one back does take it", () => {
  const base = { amount: 50_000, lines: [line(1), line(2)] };
  const mine = { ...base, lines: [line(2), line(3)] };
  const theirs = { amount: 60_000, lines: [line(1), line(2), line(4)] };
  assert.deepEqual(merge(base, mine, theirs).merged, { amount: 60_000, lines: [line(2), line(3), line(4)] });
  assert.equal(merge(base, { ...mine, amount: 1 }, theirs).merged.amount, 1);
});

test("a line that a colleague took back does not come back with what is written meanwhile", () => {
  const base = { amount: 1, lines: [line(1), line(2)] };
  const { merged } = merge(base, { amount: 1, lines: [line(1), line(2), line(3)] }, { amount: 1, lines: [line(2)] });
  assert.deepEqual(merged.lines, [line(2), line(3)]);
});

test("two who close one case differently leave one line of it", () => {
  const base = { amount: 0, lines: [] };
  const { merged } = merge(base, { amount: 0, lines: [line(1, "grant")] }, { amount: 0, lines: [line(1, "averted")] });
  assert.deepEqual(merged.lines, [line(1, "grant")]);
});

test("lines follow their cases, and those of cases that are gone stay", () => {
  const tally = { amount: 1, lines: [line(1), line(2), line(3)] };
  const [one, two, four] = [1, 2, 4].map((number) => line(number).slice(0, 16));
  const now = new Map([
    [one, ""],
    [two, line(2, "grant")],
    [four, line(4)],
  ]);
  const after = following(tally, now);
  assert.deepEqual(after, { amount: 1, lines: [line(2, "grant"), line(3), line(4)] });
  assert.equal(following(after, now), after); // so that nothing is written when nothing is new
});

test("lines stand in an order that does not tell when they came", () => {
  const { lines } = following({ amount: 1, lines: [line(5)] }, new Map([["x", line(2)]]));
  assert.deepEqual(lines, [line(2), line(5)]);
});

test("what is no tally becomes an empty one, and what is no line is left out", () => {
  for (const content of [null, undefined, 7, {}, { lines: "no", amount: -1 }, { amount: 1.5 }]) {
    assert.deepEqual(asTally(content), { amount: 50_000, lines: [] });
  }
  assert.deepEqual(asTally({ amount: 0, lines: [line(1), 7, "x", `${line(2)} more`] }), {
    amount: 0,
    lines: [line(1)],
  });
});
