// A version of a case file: what the advisors note about a case, signed by its writer inside the seal. Mirrors
// crypto/casefile.py; docs/formats.md has its lines; tests/vectors/casefiles.json holds both to the same bytes.
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, fromHex, fromUtf8, toHex, utf8 } from "./bytes.ts";
import { DocumentError } from "./errors.ts";
import { padme } from "./file.ts";
import { isSigned } from "./signing.ts";
import { follow } from "./talk.ts";

/** Stands where a case's id does for what belongs to the advisors and to no case. */
export const TEAM = "0".repeat(32);
/** The same for the tally of closed cases, which outlives them. */
export const TALLY = `${"0".repeat(31)}1`;
export const SHARED = [TEAM, TALLY];

const BLOCK = 4096;
const SHORTEST = 2 * BLOCK;
const SIGNATURE = 64;
const START = utf8("bekymret casefile v1\n");
const HEAD = new RegExp(
  "^bekymret casefile v1\n" +
    "site ([!-~]{1,300})\nn ([1-9][0-9]{0,8})\nwriter ([0-9a-f]{32})\ncase ([0-9a-f]{32})\n" +
    "version ([1-9][0-9]{0,8})\nbefore ([0-9a-f]{64})\nlength ([1-9][0-9]{0,8})\n",
);
const LONGEST_HEAD = 1024;

export interface CaseFile {
  site: string; // origin
  n: number; // of the list in use
  writer: string; // an advisor's id
  case: string; // its id, or one of `SHARED`
  version: number; // from 1
  before: string; // the chain in hex of the versions before it
  content: unknown;
}

/** @param id of a case @returns what stands before the first version, and after each */
export function casefileChain(id: string, payloadHashes: Uint8Array[]): Uint8Array[] {
  const states = [sha256(concat(START, fromHex(id)))];
  for (const hash of payloadHashes) states.push(follow(states[states.length - 1], hash));
  return states;
}

/** @returns what is sealed */
export async function buildCasefile(
  casefile: CaseFile,
  signer: (statement: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const content = write(casefile);
  const signature = await signer(statement(casefile, content));
  const plaintext = new Uint8Array(padded(content.length + SIGNATURE));
  plaintext.set(content);
  plaintext.set(signature, content.length);
  return plaintext;
}

/** @param plaintext unsealed @returns who says to have written it; empty for what is no case file */
export function writerOf(plaintext: Uint8Array): string {
  return headOf(plaintext)?.[3] ?? "";
}

/**
 * @param plaintext unsealed
 * @param key of the writer's voice
 * @throws {DocumentError} not a case file, or not signed by this key
 */
export function openCasefile(plaintext: Uint8Array, key: Uint8Array): CaseFile {
  const found = headOf(plaintext);
  if (!found) throw new DocumentError("not a case file");
  const [head, site, n, writer, id, version, before, length] = found;
  const end = head.length + Number(length);
  if (plaintext.length !== padded(end + SIGNATURE)) throw new DocumentError("wrong length");
  const fields = { site, n: Number(n), writer, case: id, version: Number(version), before };
  const signature = plaintext.subarray(end, end + SIGNATURE);
  if (!isSigned(key, signature, statement(fields, plaintext.subarray(0, end)))) {
    throw new DocumentError("not signed by this key");
  }
  return { ...fields, content: parse(plaintext.subarray(head.length, end)) };
}

function headOf(plaintext: Uint8Array) {
  return HEAD.exec(new TextDecoder("latin1").decode(plaintext.subarray(0, LONGEST_HEAD)));
}

function parse(bytes: Uint8Array) {
  try {
    return JSON.parse(fromUtf8(bytes));
  } catch {
    throw new DocumentError("not JSON");
  }
}

/** @returns what is signed */
function statement(
  { site, n, writer, case: id, version, before }: Omit<CaseFile, "content">,
  content: Uint8Array,
): Uint8Array {
  return utf8(
    `bekymret casefile v1\n${site}\n${n}\n${writer}\n${id}\n${version}\n${before}\n${toHex(sha256(content))}`,
  );
}

function write({ site, n, writer, case: id, version, before, content }: CaseFile): Uint8Array {
  const body = utf8(JSON.stringify(content));
  const head =
    `bekymret casefile v1\nsite ${site}\nn ${n}\nwriter ${writer}\ncase ${id}\n` +
    `version ${version}\nbefore ${before}\nlength ${body.length}\n`;
  return concat(utf8(head), body);
}

// Whole blocks, so that a word more or less does not show; from a quarter of a megabyte on, as files are.
function padded(length: number) {
  return padme(Math.max(SHORTEST, Math.ceil(length / BLOCK) * BLOCK));
}
