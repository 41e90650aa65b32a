import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { readMark } from "../../../static/js/crypto/talk.ts";
import { entryOf, stateOf } from "../../../static/js/public/conversation/entries.ts";

const vectors = JSON.parse(readFileSync(new URL("../../vectors/entries.json", import.meta.url), "utf8"));
const talk = new Uint8Array(32).fill(7);
const transcripts = [1, 2, 3, 4, 5].map((number) => new Uint8Array(32).fill(number));

for (const { opened, entry } of vectors.entries) {
  test(`${JSON.stringify(opened)} is shown as on the server`, () => {
    const { by, state, body } = opened;
    const document = body && { type: "reply", day: "2026-11-22", body };
    const { kind, day = "", text = "", changed = false } = entryOf({ seq: 0, by, state, document });
    assert.deepEqual([kind, day, text, changed], entry);
  });
}

for (const [kinds, seq, state] of vectors.states) {
  test(`${kinds.join(", ") || "nothing"}, read up to ${seq}: ${state}, as on the server`, () => {
    const entries = kinds.map((kind: string) => ({ kind }));
    const conversation = { items: [], transcripts: transcripts.slice(0, kinds.length + 1) };
    const read = seq < 0 ? null : { seq, mark: readMark(talk, seq, transcripts[seq + 1]) };
    assert.equal(stateOf(conversation, entries, talk, read), state);
  });
}

test("a mark that proves nothing makes nothing read", () => {
  const conversation = { items: [], transcripts: transcripts.slice(0, 2) };
  assert.equal(stateOf(conversation, [{ kind: "mine" }], talk, { seq: 0, mark: new Uint8Array(32) }), "received");
});
