// A slot that a passkey opens: the stanza is the one of the age-encryption package (`fido2prf`), read and written here so
// that what the device gave need not stay on the page. Its nonce is the portal's own, which is what lets one touch find
// out whose passkey it is; each credential wraps one slot, so no key is used twice.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64nopad } from "@scure/base";
import { Encrypter } from "age-encryption";
import { fileKeyOf } from "./age.js";
import { concat, utf8 } from "./bytes.js";
import { EnvelopeError } from "./errors.js";
import { parseHeader } from "./header.js";
import { decryptPayload } from "./stream.js";

const STANZA = "age-encryption.org/fido2prf";
const LABEL = utf8(STANZA);
const NONCE = 16;
const BODY = 32;
const OUTPUT = 64; // both halves of what the device gives
const ZERO = new Uint8Array(12);

/** @param {string} host the relying party: the site without its port @returns {{ first: Uint8Array, second: Uint8Array }} what the device is asked */
export function passkeyInputs(host) {
  const nonce = nonceOf(host);
  return { first: concat(LABEL, Uint8Array.of(1), nonce), second: concat(LABEL, Uint8Array.of(2), nonce) };
}

/**
 * @param {Uint8Array} plaintext
 * @param {Uint8Array} output 64 bytes, what the device answered
 * @param {string} host
 * @returns {Promise<Uint8Array>} an age file that the passkey opens
 */
export function sealWithPasskey(plaintext, output, host) {
  const encrypter = new Encrypter();
  encrypter.addRecipient({
    wrapFileKey: (fileKey) => [
      {
        args: [STANZA, base64nopad.encode(nonceOf(host))],
        body: chacha20poly1305(keyOf(output), ZERO).encrypt(fileKey),
      },
    ],
  });
  return encrypter.encrypt(plaintext);
}

/**
 * @param {Uint8Array} slot
 * @param {Uint8Array} output 64 bytes, what the device answered
 * @returns {Promise<Uint8Array>} what was sealed
 * @throws {import("./errors.js").NoMatch} another passkey
 * @throws {EnvelopeError} not a sound file of this kind
 */
export async function unsealWithPasskey(slot, output) {
  const fileKey = await fileKeyOf(slot, { unwrapFileKey: (stanzas) => unwrap(stanzas, output) });
  return decryptPayload(fileKey, slot.subarray(parseHeader(slot).length));
}

/** @param {import("age-encryption").Stanza[]} stanzas @param {Uint8Array} output @returns {Uint8Array | null} */
function unwrap([{ args, body }], output) {
  if (args[0] !== STANZA || args.length !== 2 || base64nopad.decode(args[1]).length !== NONCE || body.length !== BODY) {
    throw new EnvelopeError("not a stanza of this kind");
  }
  try {
    return chacha20poly1305(keyOf(output), ZERO).decrypt(body);
  } catch {
    return null;
  }
}

/** @param {Uint8Array} output @returns {Uint8Array} */
function keyOf(output) {
  if (output.length !== OUTPUT) throw new EnvelopeError("not what a device answers");
  return extract(sha256, output, LABEL);
}

/** @param {string} host @returns {Uint8Array} */
function nonceOf(host) {
  return sha256(utf8(`bekymret passkey v1\n${host}`)).subarray(0, NONCE);
}
