// Hybrid age keys. Mirrors crypto/keys.py.
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32 } from "@scure/base";
import { generateHybridIdentity, identityToRecipient } from "age-encryption";
import { toHex } from "./bytes.js";
import { encode, group } from "./crockford.js";

const FINGERPRINT_BYTES = 15;
const IDENTITY = /^AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]{58}$/;

export { generateHybridIdentity as generateIdentity, identityToRecipient as recipientOf };

/** @param {Uint8Array} seed 32 bytes @returns {string} the identity that follows from it */
export function identityFromSeed(seed) {
  return bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase();
}

/** @param {string} recipient @returns {Uint8Array} its 1 216 bytes */
export function recipientBytes(recipient) {
  return bech32.decodeToBytes(recipient).bytes;
}

/** Whether a text has the form of a hybrid identity. @param {string} text */
export function looksLikeIdentity(text) {
  return IDENTITY.test(text);
}

/** @param {string[]} recipients @returns {string} SHA-256, in hex, of their texts, sorted and joined by line ends */
export function recipientsDigest(recipients) {
  return toHex(sha256(new TextEncoder().encode([...recipients].sort().join("\n"))));
}

/** @param {string} recipient @returns {string} the first 120 bits of SHA-256 over it, in six groups of four characters */
export function fingerprint(recipient) {
  return group(encode(sha256(new TextEncoder().encode(recipient)).subarray(0, FINGERPRINT_BYTES)));
}
