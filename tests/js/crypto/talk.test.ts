import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fromHex, toHex, utf8 } from "../../../static/js/crypto/bytes.ts";
import { identityFromSeed, voiceSeed } from "../../../static/js/crypto/keys.ts";
import { verifyingKey } from "../../../static/js/crypto/signing.ts";
import { fromText, isSame, mac, readMark, tag, transcript } from "../../../static/js/crypto/talk.ts";

const vector = JSON.parse(readFileSync(new URL("../../vectors/talk.json", import.meta.url), "utf8"));
const talk = fromHex(vector.talk);
const state = fromHex(vector.transcript);

test("transcript, tag, mark and code are those of the server", () => {
  assert.equal(toHex(transcript(vector.case, vector.hashes.map(fromHex))), vector.transcript);
  assert.equal(toHex(tag(talk, state)), vector.tag);
  assert.equal(toHex(readMark(talk, 2, state)), vector.mark);
  assert.equal(mac(talk, utf8("text")), vector.mac);
});

test("a voice follows from the identity as on the server", () => {
  const identity = identityFromSeed(new Uint8Array(32).fill(1));
  assert.equal(toHex(verifyingKey(voiceSeed(identity))), vector.voice);
});

test("a key as text has one form", () => {
  assert.equal(fromText("A".repeat(43))?.length, 32);
  for (const wrong of [`${"A".repeat(42)}B`, "A".repeat(42), "A".repeat(44), "", null, 7, `${"A".repeat(42)}=`]) {
    assert.equal(fromText(wrong), null);
  }
});

test("secrets are the same only if every byte is", () => {
  assert.ok(isSame(talk, talk.slice()));
  assert.ok(!isSame(talk, talk.subarray(1)) && !isSame(talk, new Uint8Array(32)) && !isSame(talk, new Uint8Array()));
});
