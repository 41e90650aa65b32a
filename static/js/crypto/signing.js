// Ed25519 (RFC 8032). Mirrors crypto/signing.py.
import { ed25519 } from "@noble/curves/ed25519.js";

/** @param {Uint8Array} seed 32 bytes @returns {Uint8Array} the public key that belongs to it */
export function verifyingKey(seed) {
  return ed25519.getPublicKey(seed);
}

/** @param {Uint8Array} seed @param {Uint8Array} message @returns {Uint8Array} the signature, 64 bytes */
export function sign(seed, message) {
  return ed25519.sign(message, seed);
}

/**
 * @param {Uint8Array} key
 * @param {Uint8Array} signature
 * @param {Uint8Array} message
 * @returns {boolean} whether the holder of `key` signed it; false, too, for what is no key or no signature
 */
export function isSigned(key, signature, message) {
  try {
    return ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}
