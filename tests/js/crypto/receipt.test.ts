import { sha256 } from "@noble/hashes/sha2.js";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { toHex } from "../../../static/js/crypto/bytes.ts";
import { ALPHABET, group } from "../../../static/js/crypto/crockford.ts";
import { ReceiptError } from "../../../static/js/crypto/errors.ts";
import { fingerprint, recipientDigest, recipientOf } from "../../../static/js/crypto/keys.ts";
import { generateCode, openCode, parseCode } from "../../../static/js/crypto/receipt.ts";
import { caseId } from "../../../static/js/crypto/talk.ts";

const vectors = JSON.parse(readFileSync(new URL("../../vectors/receipts.json", import.meta.url), "utf8"));

for (const vector of vectors) {
  test(`${vector.code} leads to the same place as on the server`, async () => {
    assert.equal(parseCode(vector.typed), vector.code);
    const { locator, identity, talk } = openCode(vector.code);
    assert.equal(toHex(talk), vector.talk);
    assert.equal(caseId(talk, recipientDigest(await recipientOf(identity))), vector.case);
    assert.equal(toHex(locator), vector.locator);
    assert.equal(toHex(sha256(locator)), vector.locator_hash);
    assert.equal(fingerprint(await recipientOf(identity)), vector.fingerprint);
  });
}

test("a new code is read back, however it is written", () => {
  const code = generateCode();
  for (const typed of [code, group(code), code.toLowerCase(), [...code].join(" "), code.replace(/0/g, "o")]) {
    assert.equal(parseCode(typed), code);
  }
});

test("every wrong character is found, at every place", () => {
  const code = generateCode();
  for (let place = 0; place < code.length; place += 1) {
    for (const character of ALPHABET) {
      if (character === code[place]) continue;
      const wrong = code.slice(0, place) + character + code.slice(place + 1);
      assert.throws(() => parseCode(wrong), ReceiptError);
    }
  }
});

test("what is no code is refused", () => {
  for (const typed of ["", "1234", "U".repeat(20), `${generateCode()}0`, "🙂".repeat(20)]) {
    assert.throws(() => parseCode(typed), ReceiptError);
  }
});
