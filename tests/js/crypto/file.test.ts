import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { DocumentError, ForgedError } from "../../../static/js/crypto/errors.ts";
import { buildFile, isFile, openFile, padme } from "../../../static/js/crypto/file.ts";

const vectors = JSON.parse(readFileSync(new URL("../../vectors/padme.json", import.meta.url), "utf8"));
const place = {
  case: "0".repeat(32),
  seq: 1,
  from: "reporter",
  day: "2026-11-22",
  language: "da",
  to: "ab".repeat(32),
  after: "A".repeat(43),
};
const talk = new Uint8Array(32).fill(7);

test("Padmé gives the same lengths as on the server", () => {
  for (const [length, padded] of vectors) assert.equal(padme(length), padded);
});

test("a file comes back as it was", () => {
  const content = new Uint8Array(10_000).map((_, index) => index % 251);
  const plaintext = buildFile({ ...place, body: { mime: "image/jpeg" } }, content, talk);
  const opened = openFile(plaintext, talk);
  assert.ok(isFile(plaintext));
  assert.deepEqual(opened.content, content);
  const { sha256, ...body } = opened.document.body;
  assert.deepEqual(body, { mime: "image/jpeg", length: 10_000 });
  assert.match(String(sha256), /^[0-9a-f]{64}$/);
  assert.throws(() => openFile(plaintext, new Uint8Array(32)), ForgedError);
  plaintext[5000] ^= 1;
  assert.throws(() => openFile(plaintext, talk), DocumentError);
});

test("an empty, a huge and a damaged file are refused", () => {
  const fields = { ...place, body: { mime: "image/jpeg" } };
  assert.throws(() => buildFile(fields, new Uint8Array(0), talk), DocumentError);
  assert.throws(() => buildFile(fields, new Uint8Array(4 * 1024 * 1024 + 1), talk), DocumentError);
  const plaintext = buildFile(fields, new Uint8Array([1, 2, 3]), talk);
  assert.throws(() => openFile(plaintext.subarray(0, plaintext.length - 1), talk), DocumentError);
  plaintext[plaintext.length - 1] = 1;
  assert.throws(() => openFile(plaintext, talk), DocumentError);
});
