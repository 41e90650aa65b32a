import assert from "node:assert/strict";
import test from "node:test";
import {
  LIST_LENGTH,
  UNWANTED,
  generatePassphrase,
  normalisePassphrase,
  word,
} from "../../../static/js/advisors/session/passphrase.ts";

test("there are 7 776 words, all different, so that six give 77 bits", () => {
  const words = new Set(Array.from({ length: LIST_LENGTH }, (_, number) => word(number)));
  assert.equal(LIST_LENGTH, 7776);
  assert.equal(words.size, 7776);
  assert.ok(6 * Math.log2(LIST_LENGTH - UNWANTED.size) >= 77);
  assert.ok([...UNWANTED].every((unwanted) => words.has(unwanted)));
});

test("a passphrase is six words of the list and never the same", () => {
  const words = new Set(Array.from({ length: LIST_LENGTH }, (_, number) => word(number)));
  const seen = new Set(Array.from({ length: 2000 }, generatePassphrase));
  assert.equal(seen.size, 2000);
  for (const passphrase of seen) {
    assert.equal(passphrase.split(" ").length, 6);
    assert.ok(passphrase.split(" ").every((each) => words.has(each) && !UNWANTED.has(each)));
  }
});

test("capitals, hyphens and double blanks don't matter when it is typed", () => {
  assert.equal(normalisePassphrase("  Kalo-BRISMU   tega "), "kalo brismu tega");
});
