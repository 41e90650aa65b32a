// Receipt codes: 19 random base32 characters and one that checks them. Mirrors crypto/receipt.py, which says why.
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { randomBytes } from "./bytes.js";
import { ALPHABET, normalise } from "./crockford.js";
import { ReceiptError } from "./errors.js";
import { identityFromSeed } from "./keys.js";

const CODE_LENGTH = 20;
const REDUCTION = 0b100101; // x^5 + x^2 + 1, primitive over GF(2)
const INFO = new TextEncoder().encode("bekymret receipt v1");

/** Returns a new code, without separators. */
export function generateCode() {
  const body = Array.from(randomBytes(CODE_LENGTH - 1), (byte) => ALPHABET[byte & 31]).join("");
  return body + ALPHABET[remainder(`${body}0`)];
}

/** Returns the canonical form of a code as typed; throws ReceiptError for anything else. */
export function parseCode(typed) {
  const code = normalise(typed);
  if (code.length !== CODE_LENGTH || [...code].some((character) => !ALPHABET.includes(character))) {
    throw new ReceiptError("not a receipt code");
  }
  if (remainder(code)) throw new ReceiptError("typing error");
  return code;
}

/** Returns the locator (32 bytes) and the identity (text form) that follow from a canonical code. */
export function openCode(code) {
  const derived = hkdf(sha256, new TextEncoder().encode(code), undefined, INFO, 64);
  return { locator: derived.slice(0, 32), identity: identityFromSeed(derived.slice(32)) };
}

function remainder(code) {
  let value = 0;
  for (const character of code) value = timesGenerator(value) ^ ALPHABET.indexOf(character);
  return value;
}

function timesGenerator(value) {
  const doubled = value << 1;
  return doubled & 32 ? doubled ^ REDUCTION : doubled;
}
