// An advisor's ledger: what every case looked like, signed and sealed, so that nobody can turn the clock back unseen.
// docs/formats.md has its lines and rows; tests/vectors/ledger.json, made by tests/support/ledgers.py, holds this to them.
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, fromHex, toHex, utf8 } from "./bytes.ts";
import { isDay } from "./document.ts";
import { DocumentError } from "./errors.ts";
import { padme } from "./file.ts";
import { isSigned, sign } from "./signing.ts";

const ROW = 16 + 4 + 32 + 32 + 4;
const SIGNATURE = 64;
const SHORTEST = 4097; // as every sealed file
const DAY_MS = 86_400_000;
const LAST_DAY = Date.parse("9999-12-31") / DAY_MS;
const HEAD = new RegExp(
  "^bekymret ledger v1\n" +
    "site ([!-~]{1,300})\nn ([1-9][0-9]{0,8})\nwriter ([0-9a-f]{32})\nnumber ([1-9][0-9]{0,8})\n" +
    "before ([0-9a-f]{64})\nday ([0-9]{4}-[0-9]{2}-[0-9]{2})\n" +
    "((?:colleague [0-9a-f]{32} [1-9][0-9]{0,8} [0-9a-f]{64}\n)*)cases (0|[1-9][0-9]{0,8})\n",
);
const LONGEST_HEAD = 8192;

/** One case: how many places it had, the transcript after them, the head of its case file, the day it is purged. */
export interface LedgerRow {
  places: number;
  state: Uint8Array;
  head: Uint8Array;
  purge: string;
}

export interface Ledger {
  site: string; // origin
  n: number; // of the list in use
  writer: string; // an advisor's id
  number: number; // of this ledger in its writer's chain
  before: string; // hex SHA-256 of the one before; zeros for the first
  day: string; // ISO day
  colleagues: { advisor: string; number: number; hash: string }[]; // the last ledger of theirs that was seen
  cases: Map<string, LedgerRow>; // by id
}

/** One that was opened, with the hex SHA-256 of its content. */
export type OpenedLedger = Ledger & { hash: string };

/** @returns what is sealed */
export async function buildLedger(
  ledger: Ledger,
  signer: (statement: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const content = write(ledger);
  const signature = await signer(statement(ledger, content));
  const plaintext = new Uint8Array(padme(Math.max(SHORTEST, content.length + SIGNATURE)));
  plaintext.set(content);
  plaintext.set(signature, content.length);
  return plaintext;
}

/**
 * @param plaintext unsealed
 * @param key of the writer's voice
 * @throws {DocumentError} not a ledger, or not signed by this key
 */
export function openLedger(plaintext: Uint8Array, key: Uint8Array): OpenedLedger {
  const found = HEAD.exec(new TextDecoder("latin1").decode(plaintext.subarray(0, LONGEST_HEAD)));
  if (!found || !isDay(found[6])) throw new DocumentError("not a ledger");
  const [head, site, n, writer, number, before, day, colleagues, count] = found;
  const end = head.length + Number(count) * ROW;
  if (plaintext.length !== padme(Math.max(SHORTEST, end + SIGNATURE))) throw new DocumentError("wrong length");
  const content = plaintext.subarray(0, end);
  const ledger = {
    ...{ site, n: Number(n), writer, number: Number(number), before, day },
    colleagues: colleagues.split("\n").slice(0, -1).map(readColleague),
  };
  if (!isSigned(key, plaintext.subarray(end, end + SIGNATURE), statement(ledger, content))) {
    throw new DocumentError("not signed by this key");
  }
  return { ...ledger, cases: readRows(plaintext.subarray(head.length, end)), hash: toHex(sha256(content)) };
}

export function signerOf(seed: Uint8Array): (statement: Uint8Array) => Promise<Uint8Array> {
  return async (message) => sign(seed, message);
}

/** @param plaintext that `buildLedger` made @returns hex SHA-256 of its content */
export function ledgerHash(plaintext: Uint8Array, ledger: Ledger): string {
  return toHex(sha256(plaintext.subarray(0, write(ledger).length)));
}

/** @returns what is signed */
function statement(
  { site, n, writer, number, before }: Omit<Ledger, "cases" | "colleagues">,
  content: Uint8Array,
): Uint8Array {
  return utf8(`bekymret ledger v1\n${site}\n${n}\n${writer}\n-\n${number}\n${before}\n${toHex(sha256(content))}`);
}

function write({ site, n, writer, number, before, day, colleagues, cases }: Ledger): Uint8Array {
  const seen = colleagues.map((each) => `colleague ${each.advisor} ${each.number} ${each.hash}\n`).join("");
  const head =
    `bekymret ledger v1\nsite ${site}\nn ${n}\nwriter ${writer}\nnumber ${number}\nbefore ${before}\nday ${day}\n` +
    `${seen}cases ${cases.size}\n`;
  const sorted = [...cases].sort(([one], [other]) => (one < other ? -1 : 1));
  return concat(utf8(head), ...sorted.map(([id, row]) => writeRow(id, row)));
}

function writeRow(id: string, { places, state, head, purge }: LedgerRow): Uint8Array {
  const numbers = new DataView(new ArrayBuffer(8));
  numbers.setUint32(0, places);
  numbers.setUint32(4, purge ? Date.parse(purge) / DAY_MS : 0);
  const [count, day] = [new Uint8Array(numbers.buffer, 0, 4), new Uint8Array(numbers.buffer, 4, 4)];
  return concat(fromHex(id), count, state, head, day);
}

function readRows(bytes: Uint8Array): Map<string, LedgerRow> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rows = new Map();
  for (let at = 0; at < bytes.length; at += ROW) {
    const days = view.getUint32(at + ROW - 4);
    if (days > LAST_DAY) throw new DocumentError("no such day");
    rows.set(toHex(bytes.subarray(at, at + 16)), {
      places: view.getUint32(at + 16),
      state: bytes.subarray(at + 20, at + 52),
      head: bytes.subarray(at + 52, at + 84),
      purge: days ? new Date(days * DAY_MS).toISOString().slice(0, 10) : "",
    });
  }
  return rows;
}

function readColleague(line: string) {
  const [, advisor, number, hash] = line.split(" ");
  return { advisor, number: Number(number), hash };
}
