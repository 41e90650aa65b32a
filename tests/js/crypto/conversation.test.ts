// What comes of opening what is stored of a case: the same as on the server, tests/test_crypto/test_conversation.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fromBase64, fromHex, toHex } from "../../../static/js/crypto/bytes.ts";
import {
  isRead,
  readAsAdvisor,
  readAsReporter,
  type Conversation,
  type Stored,
} from "../../../static/js/crypto/conversation.ts";
import { identityFromSeed, recipientDigest, recipientOf, recipientsDigest } from "../../../static/js/crypto/keys.ts";
import { openCode } from "../../../static/js/crypto/receipt.ts";
import { caseId, readMark } from "../../../static/js/crypto/talk.ts";

/** A vector's place: hex, but for the envelope in base64. */
interface Place {
  seq: number;
  by: string;
  hash: string;
  tag: string | null;
  envelope: string | null;
}
type Seen = [number, string, string, string | null][];

const vectors: { name: string; stored: Place[]; advisor: Seen; reporter: Seen; transcript: string }[] = JSON.parse(
  readFileSync(new URL("../../vectors/conversations.json", import.meta.url), "utf8"),
);
const [advisor, colleague] = [1, 2].map((number) => identityFromSeed(new Uint8Array(32).fill(number)));
const receipt = openCode("0".repeat(20));
const id = caseId(receipt.talk, recipientDigest(await recipientOf(receipt.identity)));
const to = recipientsDigest([await recipientOf(advisor), await recipientOf(colleague)]);
const isForUs = (digest: string, day: string) => digest === to && day === "2026-11-22";

const optional = (text: string | null, read: (text: string) => Uint8Array) => (text === null ? null : read(text));
const storedOf = ({ stored }: { stored: Place[] }): Stored[] =>
  stored.map(({ seq, by, hash, tag, envelope }) => ({
    ...{ seq, by, hash: fromHex(hash), tag: optional(tag, fromHex), envelope: optional(envelope, fromBase64) },
  }));
const forReporter = (stored: Stored[]): Stored[] =>
  stored.map((each) => (each.by === "advisor" ? each : { ...each, envelope: null }));
const seen = ({ items }: Conversation) =>
  items.map(({ seq, by, state, document }) => [seq, by, state, document?.type ?? null]);

for (const vector of vectors) {
  test(`${vector.name}: seen as on the server`, async () => {
    const stored = storedOf(vector);
    const byAdvisor = await readAsAdvisor(advisor, id, stored, isForUs);
    assert.deepEqual(seen(byAdvisor), vector.advisor);
    assert.equal(toHex(byAdvisor.transcripts[byAdvisor.transcripts.length - 1]), vector.transcript);
    assert.deepEqual(seen(await readAsReporter(receipt, id, forReporter(stored))), vector.reporter);
  });
}

test("what was read and is gone is missing", async () => {
  const whole = forReporter(storedOf(vectors[0]));
  for (let kept = 0; kept <= whole.length; kept += 1) {
    const { items, transcripts } = await readAsReporter(receipt, id, whole.slice(0, kept), whole.length - 1);
    const flagged = items.filter(({ state }) => state !== "open").map(({ seq, state }) => [seq, state]);
    assert.deepEqual(flagged, kept < whole.length ? [[kept, "missing"]] : []);
    assert.equal(transcripts.length, kept + 1);
  }
});

test("what was read is believed at its place only", async () => {
  const found = await readAsReporter(receipt, id, forReporter(storedOf(vectors[0])));
  const mark = readMark(receipt.talk, 2, found.transcripts[3]);
  assert.ok(isRead(found, receipt.talk, { seq: 2, mark }));
  for (const wrong of [
    null,
    { seq: 1, mark },
    { seq: 3, mark },
    { seq: 2, mark: new Uint8Array(32) },
    { seq: 5e7, mark },
  ]) {
    assert.ok(!isRead(found, receipt.talk, wrong));
  }
});
