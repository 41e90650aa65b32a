// A slot that a passkey opens: the stanza is the one of the age-encryption package (`fido2prf`), read and written here so
// that what the device gave need not stay on the page. Its nonce is the portal's own, which is what lets one touch find
// out whose passkey it is; each credential wraps one slot, so no key is used twice.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64nopad } from "@scure/base";
import { Encrypter, type Stanza } from "age-encryption";
import { fileKeyOf } from "./age.ts";
import { concat, utf8, type Bytes } from "./bytes.ts";
import { EnvelopeError } from "./errors.ts";
import { parseHeader } from "./header.ts";
import { decryptPayload } from "./stream.ts";

const STANZA = "age-encryption.org/fido2prf";
const LABEL = utf8(STANZA);
const NONCE = 16;
const BODY = 32;
const OUTPUT = 64; // both halves of what the device gives
const ZERO = new Uint8Array(12);

/** @param host the relying party: the site without its port @returns what the device is asked */
export function passkeyInputs(host: string): { first: Bytes; second: Bytes } {
  const nonce = nonceOf(host);
  return { first: concat(LABEL, Uint8Array.of(1), nonce), second: concat(LABEL, Uint8Array.of(2), nonce) };
}

/** @param output 64 bytes, what the device answered @returns an age file that the passkey opens */
export function sealWithPasskey(plaintext: Uint8Array, output: Uint8Array, host: string): Promise<Uint8Array> {
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
 * @param output 64 bytes, what the device answered
 * @returns what was sealed
 * @throws {NoMatch} another passkey
 * @throws {EnvelopeError} not a sound file of this kind
 */
export async function unsealWithPasskey(slot: Uint8Array, output: Uint8Array): Promise<Uint8Array> {
  const fileKey = await fileKeyOf(slot, { unwrapFileKey: (stanzas) => unwrap(stanzas, output) });
  return decryptPayload(fileKey, slot.subarray(parseHeader(slot).length));
}

function unwrap([{ args, body }]: Stanza[], output: Uint8Array): Uint8Array | null {
  if (args[0] !== STANZA || args.length !== 2 || base64nopad.decode(args[1]).length !== NONCE || body.length !== BODY) {
    throw new EnvelopeError("not a stanza of this kind");
  }
  try {
    return chacha20poly1305(keyOf(output), ZERO).decrypt(body);
  } catch {
    return null;
  }
}

function keyOf(output: Uint8Array): Uint8Array {
  if (output.length !== OUTPUT) throw new EnvelopeError("not what a device answers");
  return extract(sha256, output, LABEL);
}

function nonceOf(host: string): Uint8Array {
  return sha256(utf8(`bekymret passkey v1\n${host}`)).subarray(0, NONCE);
}
