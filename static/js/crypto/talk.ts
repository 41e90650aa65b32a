// What ties a conversation together: its key, its transcript, and what follows from both. Mirrors crypto/talk.py.
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, fromBase64Url, fromHex, toBase64Url, toHex, utf8 } from "./bytes.ts";

const CASE = utf8("bekymret case v3\n");
const TRANSCRIPT = utf8("bekymret transcript v2\n");
const MAC = utf8("bekymret talk v2\n");
const MINE = utf8("bekymret mine v2\n");
const READ = utf8("bekymret read v2\n");
const TALLY = utf8("bekymret tally v1\n");

/** Stands in a transcript for the payload of an envelope that is not there. */
export const NOTHING = new Uint8Array(32);

/** @returns the id of the case with this key and receipt */
export function caseId(talk: Uint8Array, replyToDigest: Uint8Array): string {
  return toHex(sha256(concat(CASE, talk, replyToDigest)).subarray(0, 16));
}

/** @param id of the case @returns T(i) after these */
export function transcript(id: string, payloadHashes: Uint8Array[] = []): Uint8Array {
  return payloadHashes.reduce(follow, sha256(concat(TRANSCRIPT, fromHex(id))));
}

/** @param state T(i) @returns T(i+1) */
export function follow(state: Uint8Array, payloadHash: Uint8Array): Uint8Array {
  return sha256(concat(state, payloadHash));
}

/** @returns what ties a closed case to the line that counts it */
export function tallyId(talk: Uint8Array): string {
  return toHex(sha256(concat(TALLY, talk)).subarray(0, 8));
}

/** @param text of a document @returns what stands at its end */
export function mac(talk: Uint8Array, text: Uint8Array): string {
  return toBase64Url(hmac(sha256, talk, concat(MAC, text)));
}

/** @param state T(seq+1) @returns shows the reporter what is theirs */
export function tag(talk: Uint8Array, state: Uint8Array): Uint8Array {
  return hmac(sha256, talk, concat(MINE, state));
}

/** @param state T(seq+1) */
export function readMark(talk: Uint8Array, seq: number, state: Uint8Array): Uint8Array {
  const place = new Uint8Array(8);
  new DataView(place.buffer).setBigUint64(0, BigInt(seq));
  return hmac(sha256, talk, concat(READ, place, state));
}

/** Compares in a time that tells nothing. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at += 1) difference |= one[at] ^ (other[at] ?? 0);
  return difference === 0;
}

/** @returns the 32 bytes of their one base64url form */
export function fromText(text: unknown): Uint8Array | null {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]{43}$/.test(text)) return null;
  const raw = fromBase64Url(text);
  return toBase64Url(raw) === text ? raw : null;
}
