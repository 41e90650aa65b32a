// Rows of the inbox as the server packs them: what it knows of many cases, each with its card. reporting/advisors/cards.py
// writes them; docs/formats.md has the widths.
import { toBase64, toHex } from "../crypto/bytes.ts";
import { casefileChain } from "../crypto/casefile.ts";
import { transcriptsOf } from "../crypto/conversation.ts";
import { EnvelopeError } from "../crypto/errors.ts";
import { sidesOf } from "../crypto/list-card.ts";

const SENDERS = ["reporter", "advisor"];
const UNREAD = 0xffff_ffff;

/**
 * What the server knows of a case, without its envelopes. `transcripts`: before each place and after the last;
 * `chain`: before each version of its file and after the last; `sides`: see `sidesOf`.
 */
export interface PackedCase {
  case: string; // id
  day: string; // ISO day
  purge_day: string | null; // ISO day
  read: { seq: number; mark: string } | null;
  places: { seq: number; by: string; hash: Uint8Array; tag: Uint8Array | null }[];
  sides: Uint8Array;
  transcripts: Uint8Array[];
  versions: { version: number; n: number }[];
  chain: Uint8Array[];
}

/** What is in a case, sealed: its report, and the newest version of its file; null for what is not there. */
export interface Sealed {
  envelope: Uint8Array | null;
  file: Uint8Array | null;
}

/** @returns with its card, sealed and empty for none, and `cardN` of the key that it is under @throws {EnvelopeError} cut off */
export function readRows(packed: Uint8Array): (PackedCase & { cardN: number; card: Uint8Array })[] {
  return readAll(packed, (reader) => ({
    ...readRow(reader),
    cardN: reader.uint32(),
    card: reader.take(reader.uint32()),
  }));
}

/** @throws {EnvelopeError} cut off */
export function readWholeRows(packed: Uint8Array): (PackedCase & Sealed)[] {
  return readAll(packed, (reader) => {
    const row = readRow(reader);
    const [envelope, file] = [reader.take(reader.uint32()), reader.take(reader.uint32())];
    return { ...row, envelope: orNull(envelope), file: orNull(file) };
  });
}

/** @returns what is searched of each case, sealed @throws {EnvelopeError} cut off */
export function readTexts(packed: Uint8Array): { case: string; content: Uint8Array }[] {
  return readAll(packed, (reader) => ({ case: toHex(reader.take(16)), content: reader.take(reader.uint32()) }));
}

function readAll<T>(packed: Uint8Array, readOne: (reader: Reader) => T): T[] {
  const reader = new Reader(packed);
  const all = [];
  while (!reader.isAtEnd) all.push(readOne(reader));
  return all;
}

function readRow(reader: Reader): PackedCase {
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
function orNull(bytes: Uint8Array) {
  return bytes.some((byte) => byte !== 0) ? bytes : null;
}

/** Takes bytes from the front. */
class Reader {
  #bytes;
  #view;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isAtEnd() {
    return this.#at === this.#bytes.length;
  }

  take(length: number): Uint8Array {
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

  /** @returns ISO day, or whatever stands in its place; empty for zeros */
  day(): string {
    return new TextDecoder().decode(this.take(10)).replace(/\0+$/, "");
  }

  /** @returns where that many bytes begin */
  #next(length: number): number {
    const at = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new EnvelopeError("cut off");
    return at;
  }
}
