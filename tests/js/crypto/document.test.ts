import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fromHex } from "../../../static/js/crypto/bytes.ts";
import { buildDocument, checkDocument } from "../../../static/js/crypto/document.ts";
import { DocumentError, ForgedError } from "../../../static/js/crypto/errors.ts";

const { talk: hex, vectors } = JSON.parse(
  readFileSync(new URL("../../vectors/documents.json", import.meta.url), "utf8"),
);
const talk = fromHex(hex);
const report = {
  type: "report",
  case: "0123456789abcdef".repeat(2),
  seq: 0,
  from: "reporter",
  day: "2026-11-22",
  language: "da",
  to: "ab".repeat(32),
  after: "A".repeat(43),
  body: { answers: { story: "Æble 🍎 مرحبا <script>" } },
};

for (const { name, text, padding, sound } of vectors) {
  test(`${name}: ${sound ? "is read" : "is refused"}, as on the server`, () => {
    const raw = new TextEncoder().encode(text + " ".repeat(padding));
    if (sound) assert.deepEqual(buildDocument(checkDocument(raw, talk), talk), raw);
    else assert.throws(() => checkDocument(raw, talk), DocumentError);
  });
}

test("a document comes back as it was, in whole blocks", () => {
  const padded = buildDocument(report, talk);
  assert.equal(padded.length, 4096);
  assert.deepEqual(checkDocument(padded, talk), { v: 2, ...report });
});

test("a story of 10 000 characters fits, a document of more than sixteen blocks does not", () => {
  assert.ok(buildDocument({ ...report, body: { story: "😟".repeat(10_000) } }, talk).length <= 65_536);
  assert.throws(() => buildDocument({ ...report, body: { story: "x".repeat(65_536) } }, talk), DocumentError);
});

test("a document of another conversation is forged, and a report brings its own key", () => {
  assert.throws(() => checkDocument(buildDocument(report, talk), new Uint8Array(32)), ForgedError);
  const own = { ...report, body: { talk: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8" } };
  assert.deepEqual(checkDocument(buildDocument(own, talk), null), { v: 2, ...own });
  assert.throws(() => checkDocument(buildDocument({ ...own, type: "message" }, talk), null), ForgedError);
  assert.throws(() => checkDocument(buildDocument(own, new Uint8Array(32)), null), ForgedError);
});

test("bytes that are not UTF-8 are refused", () => {
  const raw = buildDocument(report, talk);
  raw[raw.indexOf(0xc3)] = 0xff;
  assert.throws(() => checkDocument(raw, talk), DocumentError);
});
