// Case files: the same bytes as on the server, and nobody else's.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fromBase64, fromHex, toBase64, toHex } from "../../../static/js/crypto/bytes.ts";
import { buildCasefile, casefileChain, openCasefile, writerOf } from "../../../static/js/crypto/casefile.ts";
import { DocumentError } from "../../../static/js/crypto/errors.ts";
import { identityFromSeed, voiceSeed } from "../../../static/js/crypto/keys.ts";
import { signerOf } from "../../../static/js/crypto/ledger.ts";

const vector = JSON.parse(readFileSync(new URL("../../vectors/casefiles.json", import.meta.url), "utf8"));
const [plaintext, key] = [fromBase64(vector.plaintext), fromHex(vector.key)];
const advisor = identityFromSeed(new Uint8Array(32).fill(1));

test("a version says what it says on the server, and is written to the same bytes", async () => {
  const found = openCasefile(plaintext, key);
  assert.deepEqual(found.content, vector.content);
  assert.equal(writerOf(plaintext), found.writer);
  assert.equal(toBase64(await buildCasefile(found, signerOf(voiceSeed(advisor)))), vector.plaintext);
  assert.deepEqual(casefileChain(found.case, vector.hashes.map(fromHex)).map(toHex), vector.chain);
});

test("one in which a byte was changed, or by another voice, is refused", () => {
  assert.throws(() => openCasefile(plaintext, new Uint8Array(32)), DocumentError);
  const end = plaintext.findLastIndex((byte) => byte !== 0);
  for (let place = 0; place <= end; place += 5) {
    const changed = plaintext.slice();
    changed[place] ^= 1;
    assert.throws(() => openCasefile(changed, key), DocumentError);
  }
  for (const wrong of [new Uint8Array(), plaintext.subarray(0, 4096), new Uint8Array(8192)]) {
    assert.throws(() => openCasefile(wrong, key), DocumentError);
    assert.equal(writerOf(new Uint8Array(8192)), "");
  }
});
