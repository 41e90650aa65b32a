// The key that all advisors share for their cards, signed by whoever made it, inside the seal. docs/formats.md has its lines.
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, toHex, utf8 } from "./bytes.ts";
import { DocumentError } from "./errors.ts";
import { padme } from "./file.ts";
import { isSigned } from "./signing.ts";

const SHORTEST = 4097; // as every sealed file
const KEY = 32;
const SIGNATURE = 64;
const HEAD = /^bekymret teamkey v1\nsite ([!-~]{1,300})\nn ([1-9][0-9]{0,8})\nwriter ([0-9a-f]{32})\n/;
const LONGEST_HEAD = 512;
const FIRST = `1\n${"0".repeat(64)}`; // there is one version, and none before it

/** Who made it and for which list's recipients: `n` is the first that names them. */
export interface TeamKeyMaker {
  site: string;
  n: number;
  writer: string;
}

/** @param key 32 bytes @returns what is sealed */
export async function buildTeamKey(
  maker: TeamKeyMaker,
  key: Uint8Array,
  signer: (statement: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const content = concat(utf8(headOf(maker)), key);
  const signature = await signer(statement(maker, content));
  const plaintext = new Uint8Array(padme(Math.max(SHORTEST, content.length + SIGNATURE)));
  plaintext.set(content);
  plaintext.set(signature, content.length);
  return plaintext;
}

/**
 * @param plaintext unsealed
 * @param voiceOf the key of a voice that counts
 * @throws {DocumentError} not a team key, or not signed by such a voice
 */
export function openTeamKey(
  plaintext: Uint8Array,
  voiceOf: (writer: string) => Uint8Array | null,
): TeamKeyMaker & { key: Uint8Array } {
  const found = HEAD.exec(new TextDecoder("latin1").decode(plaintext.subarray(0, LONGEST_HEAD)));
  if (!found) throw new DocumentError("not a team key");
  const [head, site, n, writer] = found;
  const end = head.length + KEY;
  const voice = voiceOf(writer);
  const maker = { site, n: Number(n), writer };
  const signed = statement(maker, plaintext.subarray(0, end));
  if (!voice || plaintext.length < SHORTEST || !isSigned(voice, plaintext.subarray(end, end + SIGNATURE), signed)) {
    throw new DocumentError("not signed by an advisor");
  }
  return { ...maker, key: plaintext.slice(head.length, end) };
}

function headOf({ site, n, writer }: TeamKeyMaker) {
  return `bekymret teamkey v1\nsite ${site}\nn ${n}\nwriter ${writer}\n`;
}

/** @returns what is signed */
function statement({ site, n, writer }: TeamKeyMaker, content: Uint8Array): Uint8Array {
  return utf8(`bekymret teamkey v1\n${site}\n${n}\n${writer}\n-\n${FIRST}\n${toHex(sha256(content))}`);
}
