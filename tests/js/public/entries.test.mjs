import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { entryOf, stateOf } from "../../../static/js/public/conversation/entries.js";

const vectors = JSON.parse(readFileSync(new URL("../../vectors/conversations.json", import.meta.url), "utf8"));

for (const { opened, entry } of vectors.entries) {
  test(`${JSON.stringify(opened)} is shown as on the server`, () => {
    const { state, type, body } = opened;
    const { kind, day = "", text = "" } = entryOf({ state, document: { type, day: "2026-11-22", body } });
    assert.deepEqual([kind, day, text], entry);
  });
}

for (const [kinds, readSeq, state] of vectors.states) {
  test(`${kinds.join(", ") || "nothing"}, read up to ${readSeq}: ${state}, as on the server`, () => {
    const entries = kinds.map((kind) => ({ kind }));
    assert.equal(stateOf(entries, readSeq), state);
  });
}
