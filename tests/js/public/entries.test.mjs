import assert from "node:assert/strict";
import test from "node:test";
import { entryOf, stateOf } from "../../../static/js/public/conversation/entries.js";

const reply = (body) => ({ state: "open", document: { type: "reply", day: "2026-11-22", body } });

test("a reply and a question are told apart, and what is sealed to the advisors only is the reporter's own", () => {
  assert.deepEqual(entryOf(reply({ text: "Tak" })), { kind: "reply", day: "2026-11-22", text: "Tak" });
  assert.equal(entryOf(reply({ text: "Hvornår?", question: true })).kind, "question");
  assert.equal(entryOf(reply({ text: "Hvornår?", question: "ja" })).kind, "reply");
  assert.equal(entryOf(reply({})).text, "");
  assert.equal(entryOf({ state: "closed" }).kind, "mine");
});

test("whatever can not be a reply is called damaged", () => {
  for (const state of ["damaged", "misplaced", "missing"]) assert.equal(entryOf({ state }).kind, "damaged");
  assert.equal(entryOf({ state: "open", document: { type: "report", body: {} } }).kind, "damaged");
});

const entries = (...kinds) => kinds.map((kind) => ({ kind }));

for (const [kinds, readSeq, state] of [
  [["mine"], -1, "received"],
  [["mine"], 0, "read"],
  [["mine", "mine"], 0, "received"],
  [["mine", "reply"], -1, "read"],
  [["mine", "question"], 1, "question"],
  [["mine", "question", "mine"], 1, "received"],
  [["mine", "question", "mine"], 2, "read"],
  [["mine", "reply", "damaged"], -1, "read"],
  [["damaged"], -1, "received"],
  [[], -1, "received"],
  [[], 0, "read"],
]) {
  test(`${kinds.join(", ") || "nothing"}, read up to ${readSeq}: ${state}`, () => {
    assert.equal(stateOf(entries(...kinds), readSeq), state);
  });
}
