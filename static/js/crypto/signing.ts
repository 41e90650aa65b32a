// Ed25519 (RFC 8032). Mirrors crypto/signing.py.
import { ed25519 } from "@noble/curves/ed25519.js";

/** @param seed 32 bytes @returns the public key that belongs to it */
export function verifyingKey(seed: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(seed);
}

/** @returns the signature, 64 bytes */
export function sign(seed: Uint8Array, message: Uint8Array): Uint8Array {
  return ed25519.sign(message, seed);
}

/** @returns whether the holder of `key` signed it; false, too, for what is no key or no signature */
export function isSigned(key: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}
