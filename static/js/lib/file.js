// A sealed file: a document of type `file`, the content, zeros up to a Padmé length. Mirrors crypto/file.py.
import { buildDocument, checkDocument } from "./document.js";
import { DocumentError } from "./errors.js";

const BLOCK = 4096;
const MAX_CONTENT = 4 * 1024 * 1024;

/** Returns the length that something of `length` bytes is padded to. */
export function padme(length) {
  const exponent = Math.floor(Math.log2(length));
  const free = exponent - (Math.floor(Math.log2(exponent)) + 1);
  const step = 2 ** Math.max(free, 0);
  return Math.ceil(length / step) * step;
}

/** Returns the bytes to seal; throws DocumentError if the content is empty or too long. */
export function buildFile(fields, content) {
  if (!content.length || content.length > MAX_CONTENT) throw new DocumentError("wrong length");
  const head = buildDocument({ ...fields, type: "file", body: { ...fields.body, length: content.length } });
  const plaintext = new Uint8Array(padme(BLOCK + content.length));
  plaintext.set(head);
  plaintext.set(content, BLOCK);
  return plaintext;
}

/** Whether unsealed bytes begin like a sealed file; a sealed document alone is never recognised as one. */
export function isFile(plaintext) {
  try {
    return checkDocument(plaintext.subarray(0, BLOCK)).type === "file";
  } catch {
    return false;
  }
}

/** Reads unsealed bytes; returns {document, content}. Throws DocumentError if they are not a sealed file. */
export function openFile(plaintext) {
  const document = checkDocument(plaintext.subarray(0, BLOCK));
  const { length } = document.body;
  if (document.type !== "file" || !Number.isInteger(length) || length <= 0 || length > MAX_CONTENT) {
    throw new DocumentError("not a file");
  }
  const end = BLOCK + length;
  if (plaintext.length !== padme(end) || plaintext.subarray(end).some((byte) => byte !== 0)) {
    throw new DocumentError("wrong padding");
  }
  return { document, content: plaintext.slice(BLOCK, end) };
}
