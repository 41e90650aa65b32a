// Hybrid age keys. Mirrors crypto/keys.py.
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32 } from "@scure/base";
import { generateHybridIdentity, identityToRecipient } from "age-encryption";
import { toHex, utf8 } from "./bytes.ts";
import { encode, group } from "./crockford.ts";

const FINGERPRINT_BYTES = 15;
const VOICE = utf8("bekymret advisor signature v1");
const IDENTITY = /^AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]{58}$/;

export { generateHybridIdentity as generateIdentity, identityToRecipient as recipientOf };

/** @param seed 32 bytes @returns the identity that follows from it */
export function identityFromSeed(seed: Uint8Array): string {
  return bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase();
}

/** @returns the seed of the Ed25519 key that signs what this advisor writes */
export function voiceSeed(identity: string): Uint8Array {
  return hkdf(sha256, bech32.decodeToBytes(identity).bytes, undefined, VOICE, 32);
}

/** @returns the SHA-256 of its raw bytes: what a case's id and a report know it by */
export function recipientDigest(recipient: string): Uint8Array {
  return sha256(recipientBytes(recipient));
}

/** @returns its 1 216 bytes */
export function recipientBytes(recipient: string): Uint8Array {
  return bech32.decodeToBytes(recipient).bytes;
}

/** Whether a text has the form of a hybrid identity. */
export function looksLikeIdentity(text: string) {
  return IDENTITY.test(text);
}

/** @returns SHA-256, in hex, of their texts, sorted and joined by line ends */
export function recipientsDigest(recipients: string[]): string {
  return toHex(sha256(utf8([...recipients].sort().join("\n"))));
}

/** @returns the first 120 bits of SHA-256 over it, in six groups of four characters */
export function fingerprint(recipient: string): string {
  return fingerprintOf(utf8(recipient));
}

/** @param publicBytes such as a portal's key @returns what it is compared by */
export function fingerprintOf(publicBytes: Uint8Array): string {
  return group(encode(sha256(publicBytes).subarray(0, FINGERPRINT_BYTES)));
}
