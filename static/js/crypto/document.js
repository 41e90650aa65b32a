// The sealed document. Mirrors crypto/document.py, which describes the format.
import { DocumentError } from "./errors.js";

const BLOCK = 4096;
const MAX_LENGTH = 16 * BLOCK;
const MAX_DEPTH = 8; // twice what any document of ours needs
const KEYS = ["v", "type", "case", "seq", "from", "day", "language", "body"];
const TYPES = ["report", "message", "reply", "file"];
const SENDERS = ["reporter", "advisor"];
const SPACE = 0x20;

/**
 * The fields of a sealed document, as they stand in its JSON.
 * @typedef {object} Document
 * @property {number} [v] the version; written by `buildDocument`
 * @property {string} type report, message, reply or file
 * @property {string} case 32 hex digits
 * @property {number} seq its place in the case's conversation
 * @property {string} from reporter or advisor
 * @property {string} day ISO date
 * @property {string} language
 * @property {Record<string, any>} body
 */

/**
 * @param {Document} fields
 * @returns {Uint8Array} the padded bytes to seal
 * @throws {DocumentError} a wrong value, or more than 65 536 bytes
 */
export function buildDocument(fields) {
  const text = new TextEncoder().encode(serialise(fields));
  const padded = new Uint8Array(Math.ceil(text.length / BLOCK) * BLOCK).fill(SPACE);
  padded.set(text);
  checkDocument(padded);
  return padded;
}

/**
 * @param {Uint8Array} padded unsealed bytes
 * @returns {Document}
 * @throws {DocumentError} not a sealed document of this version
 */
export function checkDocument(padded) {
  if (!padded.length || padded.length % BLOCK || padded.length > MAX_LENGTH) throw new DocumentError("wrong length");
  let end = padded.length;
  while (end && padded[end - 1] === SPACE) end -= 1;
  if (padded.length - end >= BLOCK) throw new DocumentError("more padding than needed");
  const { fields, text } = parse(padded.subarray(0, end));
  if (!isSound(fields)) throw new DocumentError("wrong value");
  // JSON.parse lets a key stand twice; what is written back then differs.
  if (serialise(fields) !== text) throw new DocumentError("not written as we write it");
  return fields;
}

/** @param {Record<string, any>} fields @returns {string} */
function serialise(fields) {
  return JSON.stringify(Object.fromEntries(KEYS.map((key) => [key, key === "v" ? 1 : fields[key]])));
}

/** @param {Uint8Array} bytes @returns {{ fields: any, text: string }} */
function parse(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { fields: JSON.parse(text), text };
  } catch {
    throw new DocumentError("not JSON");
  }
}

/** @param {any} fields @returns {fields is Document} */
function isSound(fields) {
  return (
    isObject(fields) &&
    fields.v === 1 &&
    TYPES.includes(fields.type) &&
    SENDERS.includes(fields.from) &&
    Number.isInteger(fields.seq) &&
    fields.seq >= 0 &&
    fields.seq < 2 ** 31 &&
    matches(/^[0-9a-f]{32}$/, fields.case) &&
    matches(/^[a-z]{2,3}$/, fields.language) &&
    isDay(fields.day) &&
    isObject(fields.body) &&
    !isDeeper(fields.body, MAX_DEPTH)
  );
}

/** @param {unknown} value @returns {boolean} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether lists and objects stand in each other more than `depth` deep. @param {unknown} value @param {number} depth @returns {boolean} */
function isDeeper(value, depth) {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}

/** @param {RegExp} pattern @param {unknown} value @returns {value is string} */
function matches(pattern, value) {
  return typeof value === "string" && pattern.test(value);
}

/** @param {unknown} value @returns {boolean} */
function isDay(value) {
  if (!matches(/^\d{4}-\d{2}-\d{2}$/, value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}
