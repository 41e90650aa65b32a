// Rows of the inbox as the server packs them: what it knows of many cases, each with its card. reporting/advisors/cards.py
// writes them; docs/formats.md has the widths.
import { toBase64, toHex } from "../crypto/bytes.js";
import { sidesOf } from "../crypto/card.js";
import { casefileChain } from "../crypto/casefile.js";
import { transcriptsOf } from "../crypto/conversation.js";
import { EnvelopeError } from "../crypto/errors.js";

const SENDERS = ["reporter", "advisor"];
const UNREAD = 0xffff_ffff;

/**
 * What the server knows of a case, without its envelopes. `transcripts`: before each place and after the last; `chain`:
 * before each version of its file and after the last; `sides`: see `sidesOf`.
 * @typedef {object} PackedRow
 * @property {string} case id
 * @property {string} day ISO day
 * @property {string | null} purge_day ISO day
 * @property {{ seq: number, mark: string } | null} read
 * @property {{ seq: number, by: string, hash: Uint8Array, tag: Uint8Array | null }[]} places
 * @property {Uint8Array} sides
 * @property {Uint8Array[]} transcripts
 * @property {{ version: number, n: number }[]} versions
 * @property {Uint8Array[]} chain
 */

/** A case with its card, sealed and empty for none; `cardN` of the key that it is under. @typedef {PackedRow & { cardN: number, card: Uint8Array }} CardRow */
/** A case with its report, and the newest version of its file; null for what is not there. @typedef {PackedRow & { envelope: Uint8Array | null, file: Uint8Array | null }} WholeRow */

/** @param {Uint8Array} packed @returns {CardRow[]} @throws {EnvelopeError} cut off */
export function readRows(packed) {
  return readAll(packed, (reader) => ({
    ...readRow(reader),
    cardN: reader.uint32(),
    card: reader.take(reader.uint32()),
  }));
}

/** @param {Uint8Array} packed @returns {WholeRow[]} @throws {EnvelopeError} cut off */
export function readWholeRows(packed) {
  return readAll(packed, (reader) => {
    const row = readRow(reader);
    const [envelope, file] = [reader.take(reader.uint32()), reader.take(reader.uint32())];
    return { ...row, envelope: orNull(envelope), file: orNull(file) };
  });
}

/** @param {Uint8Array} packed @returns {{ case: string, content: Uint8Array }[]} what is searched of each case, sealed @throws {EnvelopeError} cut off */
export function readTexts(packed) {
  return readAll(packed, (reader) => ({ case: toHex(reader.take(16)), content: reader.take(reader.uint32()) }));
}

/**
 * @template T
 * @param {Uint8Array} packed
 * @param {(reader: Reader) => T} readOne
 * @returns {T[]}
 */
function readAll(packed, readOne) {
  const reader = new Reader(packed);
  const all = [];
  while (!reader.isAtEnd) all.push(readOne(reader));
  return all;
}

/** @param {Reader} reader @returns {PackedRow} */
function readRow(reader) {
  const id = toHex(reader.take(16));
  const [day, purge] = [reader.day(), reader.day()];
  const [seq, mark] = [reader.uint32(), reader.take(32)];
  const [placeCount, versionCount] = [reader.uint16(), reader.uint16()];
  const places = Array.from({ length: placeCount }, () => ({
    seq: reader.uint32(),
    by: SENDERS[reader.byte()] ?? "",
    hash: reader.take(32),
    tag: orNull(reader.take(32)),
  }));
  const versions = Array.from({ length: versionCount }, () => ({
    version: reader.uint32(),
    n: reader.uint32(),
    hash: reader.take(32),
  }));
  const hashes = versions.map(({ hash }) => hash);
  return {
    ...{ case: id, day, purge_day: purge || null, places },
    read: seq === UNREAD ? null : { seq, mark: toBase64(mark) },
    transcripts: transcriptsOf(id, places),
    sides: sidesOf(places),
    versions: versions.map(({ version, n }) => ({ version, n })),
    chain: casefileChain(id, hashes),
  };
}

// What is not there is empty, or zeros where it has a width.
/** @param {Uint8Array} bytes */
function orNull(bytes) {
  return bytes.some((byte) => byte !== 0) ? bytes : null;
}

/** Takes bytes from the front. */
class Reader {
  #bytes;
  #view;
  #at = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isAtEnd() {
    return this.#at === this.#bytes.length;
  }

  /** @param {number} length @returns {Uint8Array} */
  take(length) {
    return this.#bytes.subarray(this.#next(length), this.#at);
  }

  byte() {
    return this.#bytes[this.#next(1)];
  }

  uint16() {
    return this.#view.getUint16(this.#next(2));
  }

  uint32() {
    return this.#view.getUint32(this.#next(4));
  }

  /** @returns {string} ISO day, or whatever stands in its place; empty for zeros */
  day() {
    return new TextDecoder().decode(this.take(10)).replace(/\0+$/, "");
  }

  /** @param {number} length @returns {number} where that many bytes begin */
  #next(length) {
    const at = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new EnvelopeError("cut off");
    return at;
  }
}
