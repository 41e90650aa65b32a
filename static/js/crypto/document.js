// The sealed document. Mirrors crypto/document.py, which describes the format.
import { fromUtf8, utf8 } from "./bytes.js";
import { DocumentError, ForgedError } from "./errors.js";
import { fromText, isSame, mac as macOf } from "./talk.js";

const VERSION = 2;
const BLOCK = 4096;
const MAX_LENGTH = 16 * BLOCK;
const MAX_DEPTH = 8; // twice what any document of ours needs
const KEYS = ["v", "type", "case", "seq", "from", "day", "language", "to", "after", "body"];
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
 * @property {string} to digest of the advisors it is for
 * @property {string} after the transcript before it, as base64url
 * @property {Record<string, any>} body
 */

/**
 * @param {Document} fields
 * @param {Uint8Array} talk the conversation's key
 * @returns {Uint8Array} the padded bytes to seal
 * @throws {DocumentError} a wrong value, or more than 65 536 bytes
 */
export function buildDocument(fields, talk) {
  const text = serialise(fields);
  const whole = utf8(`${text.slice(0, -1)},"mac":"${macOf(talk, utf8(text))}"}`);
  const padded = new Uint8Array(Math.ceil(whole.length / BLOCK) * BLOCK).fill(SPACE);
  padded.set(whole);
  checkDocument(padded, talk);
  return padded;
}

/**
 * @param {Uint8Array} padded unsealed bytes
 * @param {Uint8Array | null} talk the key that it must be written under; a report brings its own
 * @returns {Document}
 * @throws {ForgedError} written under another key
 * @throws {DocumentError} not a sealed document of this version
 */
export function checkDocument(padded, talk) {
  const { text, mac } = split(padded);
  if (talk) compare(talk, text, mac);
  const document = parse(text);
  if (talk) return document;
  const own = talkOf(document);
  if (!own) throw new ForgedError("no key to compare with");
  compare(own, text, mac);
  return document;
}

/** @param {Document} report @returns {Uint8Array | null} the conversation's key that it carries */
export function talkOf(report) {
  return report.type === "report" ? fromText(report.body.talk) : null;
}

/** @param {Uint8Array} padded @returns {{ text: string, mac: string }} the text that the code stands over, and the code */
function split(padded) {
  if (!padded.length || padded.length % BLOCK || padded.length > MAX_LENGTH) throw new DocumentError("wrong length");
  let end = padded.length;
  while (end && padded[end - 1] === SPACE) end -= 1;
  if (padded.length - end >= BLOCK) throw new DocumentError("more padding than needed");
  const whole = decode(padded.subarray(0, end));
  const found = /,"mac":"([A-Za-z0-9_-]{43})"\}$/.exec(whole);
  if (!found) throw new DocumentError("no code at its end");
  return { text: `${whole.slice(0, found.index)}}`, mac: found[1] };
}

/** @param {Uint8Array} bytes @returns {string} */
function decode(bytes) {
  try {
    return fromUtf8(bytes);
  } catch {
    throw new DocumentError("not UTF-8");
  }
}

/** @param {Uint8Array} talk @param {string} text @param {string} mac */
function compare(talk, text, mac) {
  if (!isSame(utf8(macOf(talk, utf8(text))), utf8(mac))) throw new ForgedError("not written in this conversation");
}

/** @param {string} text @returns {Document} */
function parse(text) {
  let fields;
  try {
    fields = JSON.parse(text);
  } catch {
    throw new DocumentError("not JSON");
  }
  if (!isSound(fields)) throw new DocumentError("wrong value");
  // JSON.parse lets a key stand twice; what is written back then differs.
  if (serialise(fields) !== text) throw new DocumentError("not written as we write it");
  return fields;
}

/** @param {Record<string, any>} fields @returns {string} */
function serialise(fields) {
  return JSON.stringify(Object.fromEntries(KEYS.map((key) => [key, key === "v" ? VERSION : fields[key]])));
}

/** @param {any} fields @returns {fields is Document} */
function isSound(fields) {
  return (
    isObject(fields) &&
    fields.v === VERSION &&
    TYPES.includes(fields.type) &&
    SENDERS.includes(fields.from) &&
    Number.isInteger(fields.seq) &&
    fields.seq >= 0 &&
    fields.seq < 2 ** 31 &&
    matches(/^[0-9a-f]{32}$/, fields.case) &&
    matches(/^[a-z]{2,3}$/, fields.language) &&
    isDigest(fields.to) &&
    fromText(fields.after) !== null &&
    isDay(fields.day) &&
    isObject(fields.body) &&
    isPlain(fields.body, MAX_DEPTH)
  );
}

/** @param {unknown} value @returns {boolean} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Whether lists and objects stand in each other at most `depth` deep, and every value has one way of being written.
 * JavaScript sorts keys that are numbers before all others, so there are none.
 * @param {unknown} value
 * @param {number} depth
 * @returns {boolean}
 */
function isPlain(value, depth) {
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (typeof value === "string") return !/\p{Cs}/u.test(value);
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  if (!Array.isArray(value) && Object.keys(value).some((key) => /^[0-9]+$/.test(key) || /\p{Cs}/u.test(key)))
    return false;
  return Object.values(value).every((inner) => isPlain(inner, depth - 1));
}

/** @param {unknown} value @returns {boolean} whether it is the text of a SHA-256 */
export function isDigest(value) {
  return matches(/^[0-9a-f]{64}$/, value);
}

/** @param {RegExp} pattern @param {unknown} value @returns {value is string} */
function matches(pattern, value) {
  return typeof value === "string" && pattern.test(value);
}

/** @param {unknown} value @returns {boolean} whether it is the text of an ISO day */
export function isDay(value) {
  if (!matches(/^(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}$/, value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}
