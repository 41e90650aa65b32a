import assert from "node:assert/strict";
import test from "node:test";
import { tidy } from "../../static/js/lib/tidy.js";

const cases = [
  ["  hej\r\ndu\rder \n", "hej\ndu\nder"],
  ["a\x00b\x1b[31mc\x7f", "ab[31mc"],
  ["tab\tbliver", "tab\tbliver"],
  ["half \ud83d emoji", "half  emoji"],
  ["👩‍👩‍👧 مرحبا", "👩‍👩‍👧 مرحبا"],
];

for (const [typed, kept] of cases) {
  test(`${JSON.stringify(typed)} is tidied as on the server`, () => assert.equal(tidy(typed), kept));
}
