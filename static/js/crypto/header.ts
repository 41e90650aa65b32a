// The age v1 header, in its one canonical encoding. Mirrors crypto/header.py.
import { base64nopad } from "@scure/base";
import { EnvelopeError } from "./errors.ts";

const MAX_LENGTH = 64 * 1024;
const MAX_STANZAS = 64;
const COLUMNS = 64;
const VERSION = "age-encryption.org/v1";

/** One way to the file key. */
export interface Stanza {
  type: string;
  args: string[];
  body: Uint8Array;
}
/** A parsed header; `length` is where the payload begins, `mac` what stands at its end. */
export interface Header {
  stanzas: Stanza[];
  length: number;
  mac: Uint8Array;
}

/** Length of a header's end that its own MAC does not cover: a blank, 43 characters, a line end. */
export const MAC_LINE = 45;

/** What was parsed already: an envelope is asked for its hash, and for what is in it. */
const parsed = new WeakMap<Uint8Array, Header>();

/** @throws {EnvelopeError} anything that the grammar does not allow */
export function parseHeader(envelope: Uint8Array): Header {
  const header = parsed.get(envelope) ?? parse(envelope);
  parsed.set(envelope, header);
  return header;
}

function parse(envelope: Uint8Array): Header {
  const lines = new Lines(envelope.subarray(0, MAX_LENGTH));
  if (lines.next() !== VERSION) throw new EnvelopeError("not an age v1 file");
  const stanzas = [];
  let line = lines.next();
  for (; !line.startsWith("---"); line = lines.next()) {
    if (stanzas.length === MAX_STANZAS) throw new EnvelopeError("too many stanzas");
    stanzas.push(parseStanza(line, lines));
  }
  if (!stanzas.length) throw new EnvelopeError("no stanza");
  if (stanzas.length > 1 && stanzas.some(({ type }) => type === "scrypt")) {
    throw new EnvelopeError("a scrypt stanza must stand alone");
  }
  const mac = line.startsWith("--- ") ? decode(line.slice(4)) : new Uint8Array();
  if (mac.length !== 32) throw new EnvelopeError("malformed MAC line");
  return { stanzas, length: lines.position, mac };
}

/** @returns the part of the header that the MAC covers */
export function encodeStanzas(stanzas: Stanza[]): string {
  const encoded = stanzas.map(({ type, args, body }) => {
    const text = base64nopad.encode(body);
    const count = Math.floor(text.length / COLUMNS) + 1;
    const rows = Array.from({ length: count }, (_, row) => text.slice(row * COLUMNS, (row + 1) * COLUMNS));
    return [["->", type, ...args].join(" "), ...rows, ""].join("\n");
  });
  return `${VERSION}\n${encoded.join("")}---`;
}

/** Walks through the lines of a header, which all end in LF. */
class Lines {
  text: string;

  position = 0;

  constructor(bytes: Uint8Array) {
    this.text = new TextDecoder("latin1").decode(bytes);
  }

  next() {
    const end = this.text.indexOf("\n", this.position);
    if (end < 0) throw new EnvelopeError("the header does not end where it must");
    const line = this.text.slice(this.position, end);
    this.position = end + 1;
    return line;
  }
}

function parseStanza(line: string, lines: Lines): Stanza {
  if (!/^->(?: [!-~]+)+$/.test(line)) throw new EnvelopeError("malformed stanza");
  const [, type, ...args] = line.split(" ");
  const body: number[] = [];
  for (;;) {
    const encoded = lines.next();
    if (encoded.length > COLUMNS) throw new EnvelopeError("stanza line too long");
    body.push(...decode(encoded));
    if (encoded.length < COLUMNS) return { type, args, body: Uint8Array.from(body) };
  }
}

/** @param text base64 without padding @throws {EnvelopeError} not the one canonical form */
export function decode(text: string): Uint8Array {
  try {
    if (!/^[A-Za-z0-9+/]*$/.test(text)) throw new EnvelopeError("foreign character");
    return base64nopad.decode(text);
  } catch {
    throw new EnvelopeError("base64 is not canonical");
  }
}
