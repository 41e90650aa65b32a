import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { buildDocument, checkDocument } from "../../../static/js/crypto/document.js";
import { DocumentError } from "../../../static/js/crypto/errors.js";

const vectors = JSON.parse(readFileSync(new URL("../../vectors/documents.json", import.meta.url)));
const report = {
  type: "report",
  case: "0123456789abcdef".repeat(2),
  seq: 0,
  from: "reporter",
  day: "2026-11-22",
  language: "da",
  body: { answers: { story: "Æble 🍎 مرحبا <script>" } },
};

for (const { name, text, padding, sound } of vectors) {
  test(`${name}: ${sound ? "is read" : "is refused"}, as on the server`, () => {
    const raw = new TextEncoder().encode(text + " ".repeat(padding));
    if (sound) assert.deepEqual(buildDocument(checkDocument(raw)), raw);
    else assert.throws(() => checkDocument(raw), DocumentError);
  });
}

test("a document comes back as it was, in whole blocks", () => {
  const padded = buildDocument(report);
  assert.equal(padded.length, 4096);
  assert.deepEqual(checkDocument(padded), { v: 1, ...report });
});

test("a story of 10 000 characters fits, a document of more than sixteen blocks does not", () => {
  assert.ok(buildDocument({ ...report, body: { story: "😟".repeat(10_000) } }).length <= 65_536);
  assert.throws(() => buildDocument({ ...report, body: { story: "x".repeat(65_536) } }), DocumentError);
});

test("a key that stands twice is refused", () => {
  const text = new TextDecoder().decode(buildDocument(report)).trimEnd().replace('"seq":0', '"seq":0,"seq":0');
  assert.throws(
    () => checkDocument(new TextEncoder().encode(text.padEnd(4096 + text.length - [...text].length))),
    DocumentError,
  );
});

test("bytes that are not UTF-8 are refused", () => {
  const raw = buildDocument(report);
  raw[raw.indexOf(0xc3)] = 0xff;
  assert.throws(() => checkDocument(raw), DocumentError);
});
