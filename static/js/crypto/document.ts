// The sealed document. Mirrors crypto/document.py, which describes the format.
import { fromUtf8, utf8 } from "./bytes.ts";
import { DocumentError, ForgedError } from "./errors.ts";
import { fromText, isSame, mac as macOf } from "./talk.ts";

const VERSION = 2;
const BLOCK = 4096;
const MAX_LENGTH = 16 * BLOCK;
const MAX_DEPTH = 8; // twice what any document of ours needs
const KEYS = ["v", "type", "case", "seq", "from", "day", "language", "to", "after", "body"] as const;
const TYPES: unknown[] = ["report", "message", "reply", "file"];
const SENDERS: unknown[] = ["reporter", "advisor"];
const SPACE = 0x20;

/** The fields of a sealed document, as they stand in its JSON. */
export interface Document {
  v?: number; // the version; written by `buildDocument`
  type: string; // report, message, reply or file
  case: string; // 32 hex digits
  seq: number; // its place in the case's conversation
  from: string; // reporter or advisor
  day: string; // ISO date
  language: string;
  to: string; // digest of the advisors it is for
  after: string; // the transcript before it, as base64url
  body: Record<string, unknown>;
}

/**
 * @param talk the conversation's key
 * @returns the padded bytes to seal
 * @throws {DocumentError} a wrong value, or more than 65 536 bytes
 */
export function buildDocument(fields: Document, talk: Uint8Array): Uint8Array {
  const text = serialise(fields);
  const whole = utf8(`${text.slice(0, -1)},"mac":"${macOf(talk, utf8(text))}"}`);
  const padded = new Uint8Array(Math.ceil(whole.length / BLOCK) * BLOCK).fill(SPACE);
  padded.set(whole);
  checkDocument(padded, talk);
  return padded;
}

/**
 * @param padded unsealed bytes
 * @param talk the key that it must be written under; a report brings its own
 * @throws {ForgedError} written under another key
 * @throws {DocumentError} not a sealed document of this version
 */
export function checkDocument(padded: Uint8Array, talk: Uint8Array | null): Document {
  const { text, mac } = split(padded);
  if (talk) compare(talk, text, mac);
  const document = parse(text);
  if (talk) return document;
  const own = talkOf(document);
  if (!own) throw new ForgedError("no key to compare with");
  compare(own, text, mac);
  return document;
}

/** @returns the conversation's key that it carries */
export function talkOf(report: Document): Uint8Array | null {
  return report.type === "report" ? fromText(report.body.talk) : null;
}

/** @returns the text that the code stands over, and the code */
function split(padded: Uint8Array): { text: string; mac: string } {
  if (!padded.length || padded.length % BLOCK || padded.length > MAX_LENGTH) throw new DocumentError("wrong length");
  let end = padded.length;
  while (end && padded[end - 1] === SPACE) end -= 1;
  if (padded.length - end >= BLOCK) throw new DocumentError("more padding than needed");
  const whole = decode(padded.subarray(0, end));
  const found = /,"mac":"([A-Za-z0-9_-]{43})"\}$/.exec(whole);
  if (!found) throw new DocumentError("no code at its end");
  return { text: `${whole.slice(0, found.index)}}`, mac: found[1] };
}

function decode(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch {
    throw new DocumentError("not UTF-8");
  }
}

function compare(talk: Uint8Array, text: string, mac: string) {
  if (!isSame(utf8(macOf(talk, utf8(text))), utf8(mac))) throw new ForgedError("not written in this conversation");
}

function parse(text: string): Document {
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

function serialise(fields: Document): string {
  return JSON.stringify(Object.fromEntries(KEYS.map((key) => [key, key === "v" ? VERSION : fields[key]])));
}

function isSound(fields: unknown): fields is Document {
  return (
    isObject(fields) &&
    fields.v === VERSION &&
    TYPES.includes(fields.type) &&
    SENDERS.includes(fields.from) &&
    isInteger(fields.seq) &&
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

export function isInteger(value: unknown): value is number {
  return Number.isInteger(value);
}

/** @returns whether it has values by name */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Whether lists and objects stand in each other at most `depth` deep, and every value has one way of being written.
 * JavaScript sorts keys that are numbers before all others, so there are none.
 */
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (typeof value === "string") return !/\p{Cs}/u.test(value);
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  if (!Array.isArray(value) && Object.keys(value).some((key) => /^[0-9]+$/.test(key) || /\p{Cs}/u.test(key)))
    return false;
  return Object.values(value).every((inner) => isPlain(inner, depth - 1));
}

/** @returns whether it is the text of a SHA-256 */
export function isDigest(value: unknown): value is string {
  return matches(/^[0-9a-f]{64}$/, value);
}

function matches(pattern: RegExp, value: unknown): value is string {
  return typeof value === "string" && pattern.test(value);
}

/** @returns whether it is the text of an ISO day */
export function isDay(value: unknown): value is string {
  if (!matches(/^(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}$/, value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}
