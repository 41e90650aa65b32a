// What ties a conversation together: its key, its transcript, and what follows from both. Mirrors crypto/talk.py.
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, fromBase64Url, fromHex, toBase64Url, toHex, utf8 } from "./bytes.js";

const CASE = utf8("bekymret case v3\n");
const TRANSCRIPT = utf8("bekymret transcript v2\n");
const MAC = utf8("bekymret talk v2\n");
const MINE = utf8("bekymret mine v2\n");
const READ = utf8("bekymret read v2\n");
const TALLY = utf8("bekymret tally v1\n");

/** Stands in a transcript for the payload of an envelope that is not there. */
export const NOTHING = new Uint8Array(32);

/** @param {Uint8Array} talk @param {Uint8Array} replyToDigest @returns {string} the id of the case with this key and receipt */
export function caseId(talk, replyToDigest) {
  return toHex(sha256(concat(CASE, talk, replyToDigest)).subarray(0, 16));
}

/** @param {string} id of the case @param {Uint8Array[]} [payloadHashes] @returns {Uint8Array} T(i) after these */
export function transcript(id, payloadHashes = []) {
  return payloadHashes.reduce(follow, sha256(concat(TRANSCRIPT, fromHex(id))));
}

/** @param {Uint8Array} state T(i) @param {Uint8Array} payloadHash @returns {Uint8Array} T(i+1) */
export function follow(state, payloadHash) {
  return sha256(concat(state, payloadHash));
}

/** @param {Uint8Array} talk @returns {string} what ties a closed case to the line that counts it */
export function tallyId(talk) {
  return toHex(sha256(concat(TALLY, talk)).subarray(0, 8));
}

/** @param {Uint8Array} talk @param {Uint8Array} text of a document @returns {string} what stands at its end */
export function mac(talk, text) {
  return toBase64Url(hmac(sha256, talk, concat(MAC, text)));
}

/** @param {Uint8Array} talk @param {Uint8Array} state T(seq+1) @returns {Uint8Array} shows the reporter what is theirs */
export function tag(talk, state) {
  return hmac(sha256, talk, concat(MINE, state));
}

/** @param {Uint8Array} talk @param {number} seq @param {Uint8Array} state T(seq+1) @returns {Uint8Array} */
export function readMark(talk, seq, state) {
  const place = new Uint8Array(8);
  new DataView(place.buffer).setBigUint64(0, BigInt(seq));
  return hmac(sha256, talk, concat(READ, place, state));
}

/** Compares in a time that tells nothing. @param {Uint8Array} one @param {Uint8Array} other @returns {boolean} */
export function isSame(one, other) {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at += 1) difference |= one[at] ^ (other[at] ?? 0);
  return difference === 0;
}

/** @param {unknown} text @returns {Uint8Array | null} the 32 bytes of their one base64url form */
export function fromText(text) {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]{43}$/.test(text)) return null;
  const raw = fromBase64Url(text);
  return toBase64Url(raw) === text ? raw : null;
}
