// Signatures, challenges, slots, new headers and ledgers: the same as on the server.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { sealWithPassphrase, unseal } from "../../../static/js/crypto/age.ts";
import { concat, fromBase64, fromHex, toBase64, toHex } from "../../../static/js/crypto/bytes.ts";
import { answerChallenge } from "../../../static/js/crypto/challenge.ts";
import { DocumentError, NoMatch, SealError } from "../../../static/js/crypto/errors.ts";
import { generateIdentity, identityFromSeed, recipientOf, voiceSeed } from "../../../static/js/crypto/keys.ts";
import { buildLedger, openLedger, signerOf } from "../../../static/js/crypto/ledger.ts";
import { newHeader } from "../../../static/js/crypto/reseal.ts";
import { isSigned } from "../../../static/js/crypto/signing.ts";
import { unwrapIdentity, wrapIdentity } from "../../../static/js/crypto/slot.ts";

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), "utf8"));
const [advisor, colleague, thief] = [1, 2, 3].map((number) => identityFromSeed(new Uint8Array(32).fill(number)));

for (const { name, key, signature, message, sound } of read("signatures")) {
  test(`a signature, ${name}: ${sound ? "believed" : "not believed"}, as on the server`, () => {
    assert.equal(isSigned(fromHex(key), fromHex(signature), fromHex(message)), sound);
  });
}

for (const { name, challenge, answer } of read("challenges")) {
  test(`${name}, sealed as a challenge: ${answer ? "answered" : "not answered"}, as on the server`, async () => {
    const answered = answerChallenge(fromBase64(challenge), advisor);
    if (answer) assert.equal(toHex(await answered), answer);
    else await assert.rejects(answered, SealError);
  });
}

test("a slot gives back identity and key, and one without a key is refused", async () => {
  const key = new Uint8Array(32).fill(9);
  const slot = await wrapIdentity(advisor, key, "kalo brismu");
  assert.deepEqual(await unwrapIdentity(slot, "kalo brismu"), { identity: advisor, portalKey: key });
  await assert.rejects(unwrapIdentity(slot, "kalo brisme"), NoMatch);
  await assert.rejects(unwrapIdentity(await sealWithPassphrase(advisor, "x"), "x"), DocumentError);
});

test("a new header opens for whom it was made, over the same payload", async () => {
  const { header, payload, made } = Object.fromEntries(
    Object.entries<string>(read("reseal")).map(([name, text]) => [name, fromBase64(text)]),
  );
  const own = await newHeader(header, advisor, [await recipientOf(advisor), await recipientOf(thief)]);
  for (const each of [made, own]) {
    const envelope = concat(each, payload);
    for (const identity of [advisor, thief]) {
      assert.equal(new TextDecoder().decode(await unseal(envelope, identity)), "the same payload");
    }
    await assert.rejects(unseal(envelope, colleague), NoMatch);
  }
  await assert.rejects(newHeader(header, await generateIdentity(), [await recipientOf(thief)]), SealError);
  await assert.rejects(newHeader(concat(header, payload), advisor, [await recipientOf(thief)]), SealError);
});

test("a ledger says what it says on the server, and is written to the same bytes", async () => {
  const vector = read("ledger");
  const plaintext = fromBase64(vector.plaintext);
  const ledger = openLedger(plaintext, fromHex(vector.key));
  assert.equal(ledger.number, vector.number);
  assert.deepEqual(
    ledger.colleagues.map(({ advisor: id, number, hash }) => [id, number, hash]),
    vector.colleagues,
  );
  const rows = [...ledger.cases].map(([id, { places, state, head, purge }]) => [
    id,
    [places, toHex(state), toHex(head), purge],
  ]);
  assert.deepEqual(Object.fromEntries(rows), vector.rows);
  assert.equal(toBase64(await buildLedger(ledger, signerOf(voiceSeed(advisor)))), vector.plaintext);
});

test("a ledger in which a byte was changed, or by another voice, is refused", () => {
  const vector = read("ledger");
  const [plaintext, key] = [fromBase64(vector.plaintext), fromHex(vector.key)];
  assert.throws(() => openLedger(plaintext, new Uint8Array(32)), DocumentError);
  for (let place = 0; place < 900; place += 7) {
    const changed = plaintext.slice();
    if (place < plaintext.findLastIndex((byte) => byte !== 0)) {
      changed[place] ^= 1;
      assert.throws(() => openLedger(changed, key), DocumentError);
    }
  }
  for (const wrong of [new Uint8Array(), plaintext.subarray(0, 4096), concat(plaintext, new Uint8Array(1))]) {
    assert.throws(() => openLedger(wrong, key), DocumentError);
  }
});
