// A sealed file: a document of type `file`, the content, zeros up to a Padmé length. Mirrors crypto/file.py.
import { sha256 } from "@noble/hashes/sha2.js";
import { toHex } from "./bytes.js";
import { buildDocument, checkDocument } from "./document.js";
import { DocumentError } from "./errors.js";

const BLOCK = 4096;
const MAX_CONTENT = 4 * 1024 * 1024;
const BEGINNING = new TextEncoder().encode('{"v":2,"type":"file",');

/** @param {number} length in bytes, two or more @returns {number} the length that it is padded to */
export function padme(length) {
  const exponent = Math.floor(Math.log2(length));
  const free = exponent - (Math.floor(Math.log2(exponent)) + 1);
  const step = 2 ** Math.max(free, 0);
  return Math.ceil(length / step) * step;
}

/**
 * @param {Omit<import("./document.js").Document, "type">} fields of the file's document
 * @param {Uint8Array} content
 * @param {Uint8Array} talk the conversation's key
 * @returns {Uint8Array} the bytes to seal
 * @throws {DocumentError} no content, too much of it, or a document longer than one block
 */
export function buildFile(fields, content, talk) {
  if (!content.length || content.length > MAX_CONTENT) throw new DocumentError("wrong length");
  const body = { ...fields.body, length: content.length, sha256: toHex(sha256(content)) };
  const head = buildDocument({ ...fields, type: "file", body }, talk);
  if (head.length !== BLOCK) throw new DocumentError("not the document of this file");
  const plaintext = new Uint8Array(padme(BLOCK + content.length));
  plaintext.set(head);
  plaintext.set(content, BLOCK);
  return plaintext;
}

/** Whether unsealed bytes begin as a sealed file's do: documents have one way of being written. @param {Uint8Array} plaintext */
export function isFile(plaintext) {
  return BEGINNING.every((byte, place) => plaintext[place] === byte);
}

/**
 * @param {Uint8Array} plaintext unsealed bytes
 * @param {Uint8Array | null} talk the key that it must be written under
 * @returns {{ document: import("./document.js").Document, content: Uint8Array }}
 * @throws {import("./errors.js").ForgedError} written under another key
 * @throws {DocumentError} not a sealed file
 */
export function openFile(plaintext, talk) {
  const document = checkDocument(plaintext.subarray(0, BLOCK), talk);
  const { length } = document.body;
  if (document.type !== "file" || !Number.isInteger(length) || length <= 0 || length > MAX_CONTENT) {
    throw new DocumentError("not a file");
  }
  const end = BLOCK + length;
  if (plaintext.length !== padme(end) || plaintext.subarray(end).some((byte) => byte !== 0)) {
    throw new DocumentError("wrong padding");
  }
  const content = plaintext.slice(BLOCK, end);
  if (document.body.sha256 !== toHex(sha256(content))) throw new DocumentError("another content");
  return { document, content };
}
