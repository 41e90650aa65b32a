// What an advisor signs who writes a case down, as the server has it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { originMessage } from "../../../static/js/crypto/origin.ts";

const VECTORS = JSON.parse(readFileSync(new URL("../../vectors/origins.json", import.meta.url), "utf8"));

for (const [number, { body, message }] of VECTORS.entries()) {
  test(`message ${number} is that of the vectors`, () => {
    const made = originMessage("https://bekymret.example", "a".repeat(32), "0".repeat(31) + "1", body);
    assert.equal(new TextDecoder().decode(made), message);
    assert.ok(number === 3 || "voice" in body === (number === 0)); // what was signed is left as it was
  });
}
