// Receipt codes: 19 random base32 characters and one that checks them. Mirrors crypto/receipt.py, which says why.
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { randomBytes } from "./bytes.js";
import { ALPHABET, normalise } from "./crockford.js";
import { ReceiptError } from "./errors.js";
import { identityFromSeed } from "./keys.js";

export const CODE_LENGTH = 20;
const REDUCTION = 0b100101; // x^5 + x^2 + 1, primitive over GF(2)
const INFO = new TextEncoder().encode("bekymret receipt v1");

/** @returns {string} a new code, without separators */
export function generateCode() {
  const body = Array.from(randomBytes(CODE_LENGTH - 1), (byte) => ALPHABET[byte & 31]).join("");
  return body + ALPHABET[remainder(`${body}0`)];
}

/**
 * @param {string} typed
 * @returns {string} the canonical form of a code
 * @throws {ReceiptError} anything else
 */
export function parseCode(typed) {
  const code = normalise(typed);
  if (code.length !== CODE_LENGTH || [...code].some((character) => !ALPHABET.includes(character))) {
    throw new ReceiptError("not a receipt code");
  }
  if (remainder(code)) throw new ReceiptError("typing error");
  return code;
}

/**
 * What follows from a code.
 * @typedef {object} Receipt
 * @property {Uint8Array} locator 32 bytes: where the case is found
 * @property {string} identity opens its replies
 * @property {Uint8Array} talk 32 bytes: the conversation's key
 */

/** @param {string} code in its canonical form @returns {Receipt} */
export function openCode(code) {
  const derived = hkdf(sha256, new TextEncoder().encode(code), undefined, INFO, 96);
  const [locator, seed, talk] = [derived.slice(0, 32), derived.slice(32, 64), derived.slice(64)];
  return { locator, identity: identityFromSeed(seed), talk };
}

/** @param {string} code */
function remainder(code) {
  let value = 0;
  for (const character of code) value = timesGenerator(value) ^ ALPHABET.indexOf(character);
  return value;
}

/** @param {number} value */
function timesGenerator(value) {
  const doubled = value << 1;
  return doubled & 32 ? doubled ^ REDUCTION : doubled;
}
