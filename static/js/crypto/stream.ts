// The age v1 payload: a nonce and the STREAM construction in chunks of 64 KiB (c2sp.org/age#payload). Mirrors
// crypto/stream.py. The package reads it through streams of the browser's, which cost more than all that is in it.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, utf8 } from "./bytes.ts";
import { EnvelopeError } from "./errors.ts";

const NONCE = 16;
const TAG = 16;
const CHUNK = 64 * 1024 + TAG;
const PAYLOAD = utf8("payload");
const LAST = 11; // the byte of a chunk's nonce that says whether it is the last

/**
 * @returns the whole plaintext; nothing is released before every chunk was checked
 * @throws {EnvelopeError} damaged, cut, reordered, or followed by anything
 */
export function decryptPayload(fileKey: Uint8Array, payload: Uint8Array): Uint8Array {
  const key = hkdf(sha256, fileKey, payload.subarray(0, NONCE), PAYLOAD, 32);
  const chunks = [];
  const counter = new DataView(new ArrayBuffer(LAST + 1));
  for (let start = NONCE, number = 0; start < payload.length; start += CHUNK, number += 1) {
    const isLast = start + CHUNK >= payload.length;
    counter.setUint32(LAST - 4, number);
    counter.setUint8(LAST, Number(isLast));
    const chunk = decryptChunk(key, new Uint8Array(counter.buffer), payload.subarray(start, start + CHUNK));
    if (!chunk.length && number) throw new EnvelopeError("an empty chunk at the end");
    chunks.push(chunk);
  }
  if (!chunks.length) throw new EnvelopeError("no payload");
  return chunks.length === 1 ? chunks[0] : concat(...chunks);
}

function decryptChunk(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array) {
  try {
    return chacha20poly1305(key, nonce).decrypt(sealed);
  } catch {
    throw new EnvelopeError("damaged payload");
  }
}
