// A sealed file: a document of type `file`, the content, zeros up to a Padmé length. Mirrors crypto/file.py.
import { sha256 } from "@noble/hashes/sha2.js";
import { toHex } from "./bytes.ts";
import { buildDocument, checkDocument, isInteger, type Document } from "./document.ts";
import { DocumentError } from "./errors.ts";

const BLOCK = 4096;
const MAX_CONTENT = 4 * 1024 * 1024;
const BEGINNING = new TextEncoder().encode('{"v":2,"type":"file",');

/** @param length in bytes, two or more @returns the length that it is padded to */
export function padme(length: number): number {
  const exponent = Math.floor(Math.log2(length));
  const free = exponent - (Math.floor(Math.log2(exponent)) + 1);
  const step = 2 ** Math.max(free, 0);
  return Math.ceil(length / step) * step;
}

/**
 * @param fields of the file's document
 * @param talk the conversation's key
 * @returns the bytes to seal
 * @throws {DocumentError} no content, too much of it, or a document longer than one block
 */
export function buildFile(fields: Omit<Document, "type">, content: Uint8Array, talk: Uint8Array): Uint8Array {
  if (!content.length || content.length > MAX_CONTENT) throw new DocumentError("wrong length");
  const body = { ...fields.body, length: content.length, sha256: toHex(sha256(content)) };
  const head = buildDocument({ ...fields, type: "file", body }, talk);
  if (head.length !== BLOCK) throw new DocumentError("not the document of this file");
  const plaintext = new Uint8Array(padme(BLOCK + content.length));
  plaintext.set(head);
  plaintext.set(content, BLOCK);
  return plaintext;
}

/** Whether unsealed bytes begin as a sealed file's do: documents have one way of being written. */
export function isFile(plaintext: Uint8Array) {
  return BEGINNING.every((byte, place) => plaintext[place] === byte);
}

/**
 * @param plaintext unsealed bytes
 * @param talk the key that it must be written under
 * @throws {ForgedError} written under another key
 * @throws {DocumentError} not a sealed file
 */
export function openFile(plaintext: Uint8Array, talk: Uint8Array | null): { document: Document; content: Uint8Array } {
  const document = checkDocument(plaintext.subarray(0, BLOCK), talk);
  const { length } = document.body;
  if (document.type !== "file" || !isInteger(length) || length <= 0 || length > MAX_CONTENT) {
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
