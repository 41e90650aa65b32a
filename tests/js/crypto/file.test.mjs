import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { DocumentError } from "../../../static/js/crypto/errors.js";
import { buildFile, isFile, openFile, padme } from "../../../static/js/crypto/file.js";

const vectors = JSON.parse(readFileSync(new URL("../../vectors/padme.json", import.meta.url)));
const place = { case: "0".repeat(32), seq: 1, from: "reporter", day: "2026-11-22", language: "da" };

test("Padmé gives the same lengths as on the server", () => {
  for (const [length, padded] of vectors) assert.equal(padme(length), padded);
});

test("a file comes back as it was", () => {
  const content = new Uint8Array(10_000).map((_, index) => index % 251);
  const plaintext = buildFile({ ...place, body: { mime: "image/jpeg" } }, content);
  const opened = openFile(plaintext);
  assert.ok(isFile(plaintext));
  assert.deepEqual(opened.content, content);
  assert.deepEqual(opened.document.body, { mime: "image/jpeg", length: 10_000 });
});

test("an empty, a huge and a damaged file are refused", () => {
  const fields = { ...place, body: { mime: "image/jpeg" } };
  assert.throws(() => buildFile(fields, new Uint8Array(0)), DocumentError);
  assert.throws(() => buildFile(fields, new Uint8Array(4 * 1024 * 1024 + 1)), DocumentError);
  const plaintext = buildFile(fields, new Uint8Array([1, 2, 3]));
  assert.throws(() => openFile(plaintext.subarray(0, plaintext.length - 1)), DocumentError);
  plaintext[plaintext.length - 1] = 1;
  assert.throws(() => openFile(plaintext), DocumentError);
});
