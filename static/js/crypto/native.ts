// A hybrid identity on the browser's own ML-KEM and X25519: several times as fast, and its keys can't be read out again.
// The stanza is the package's (age: mlkem768x25519, HPKE over X-Wing), and the vectors hold both to the same bytes.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { sha3_256, shake256 } from "@noble/hashes/sha3.js";
import { base64nopad, bech32 } from "@scure/base";
import type { Identity, Stanza } from "age-encryption";
import { concat, utf8 } from "./bytes.ts";

const STANZA = "mlkem768x25519";
const INFO = utf8("age-encryption.org/mlkem768x25519");
const ML_KEM = { name: "ML-KEM-768" };
const X25519 = { name: "X25519" };
const KEM_SEED = 64; // of the 96 bytes that SHAKE-256 makes of an identity's seed; the rest is the scalar
const KEM_CIPHERTEXT = 1088;
const ENCAPSULATED = KEM_CIPHERTEXT + 32;
const BODY = 32;
const BITS = 256;
const SCALAR_HEAD = Uint8Array.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20]); // PKCS #8, RFC 8410
const X_WING = utf8("\\.//^\\"); // draft-connolly-cfrg-xwing-kem
const SUITE = concat(utf8("HPKE"), Uint8Array.of(0x64, 0x7a, 0, 1, 0, 3)); // X-Wing, HKDF-SHA-256, ChaCha20-Poly1305
const NOTHING = new Uint8Array(0);
const CONTEXT = concat(Uint8Array.of(0), labelledExtract("psk_id_hash", NOTHING), labelledExtract("info_hash", INFO));

/** What can be handed from worker to worker, and not be read by any. */
export interface NativeKeys {
  kem: CryptoKey;
  scalar: CryptoKey;
  point: Uint8Array;
}
/** What WebCrypto has where it has ML-KEM; TypeScript does not know it yet. */
interface Subtle {
  importKey(
    format: "raw-seed",
    seed: BufferSource,
    how: object,
    extractable: false,
    uses: ["decapsulateBits"],
  ): Promise<CryptoKey>;
  decapsulateBits(how: object, key: CryptoKey, ciphertext: BufferSource): Promise<ArrayBuffer>;
}

function subtle(): Subtle {
  return crypto.subtle as SubtleCrypto & Subtle;
}

/**
 * @param identity as `AGE-SECRET-KEY-PQ-1…`
 * @param recipient its 1 216 bytes
 * @returns null where the browser has no ML-KEM of its own
 */
export async function importNative(identity: string, recipient: Uint8Array): Promise<NativeKeys | null> {
  const expanded = shake256(bech32.decodeToBytes(identity).bytes, { dkLen: 96 });
  try {
    const seed = expanded.slice(0, KEM_SEED);
    const kem = await subtle().importKey("raw-seed", seed, ML_KEM, false, ["decapsulateBits"]);
    const pkcs8 = concat(SCALAR_HEAD, expanded.subarray(KEM_SEED));
    const scalar = await crypto.subtle.importKey("pkcs8", pkcs8, X25519, false, ["deriveBits"]);
    return { kem, scalar, point: recipient.slice(-32) };
  } catch {
    return null;
  } finally {
    expanded.fill(0);
  }
}

/** For `Decrypter.addIdentity`. */
export class NativeIdentity implements Identity {
  #keys;

  constructor(keys: NativeKeys) {
    this.#keys = keys;
  }

  /**
   * @returns null if none is for this identity
   * @throws {Error} a stanza of ours that is not what it must be
   */
  async unwrapFileKey(stanzas: Stanza[]): Promise<Uint8Array | null> {
    for (const { args, body } of stanzas) {
      if (args[0] !== STANZA) continue;
      const encapsulated = args.length === 2 ? base64nopad.decode(args[1]) : NOTHING;
      if (encapsulated.length !== ENCAPSULATED || body.length !== BODY) throw new Error("not a stanza of this kind");
      const secret = extract(sha256, labelled("secret", NOTHING), await this.#decapsulate(encapsulated));
      const [key, nonce] = [labelledExpand(secret, "key", 32), labelledExpand(secret, "base_nonce", 12)];
      try {
        return chacha20poly1305(key, nonce).decrypt(body);
      } catch {
        continue; // it is somebody else's
      }
    }
    return null;
  }

  /** @returns the secret of X-Wing */
  async #decapsulate(encapsulated: Uint8Array): Promise<Uint8Array> {
    const { kem, scalar, point } = this.#keys;
    const theirs = encapsulated.slice(KEM_CIPHERTEXT);
    const share = await crypto.subtle.importKey("raw", theirs, X25519, false, []);
    const [first, second] = await Promise.all([
      subtle().decapsulateBits(ML_KEM, kem, encapsulated.slice(0, KEM_CIPHERTEXT)),
      crypto.subtle.deriveBits({ ...X25519, public: share }, scalar, BITS),
    ]);
    return sha3_256(concat(new Uint8Array(first), new Uint8Array(second), theirs, point, X_WING));
  }
}

/** @returns RFC 9180, section 4 */
function labelled(label: string, material: Uint8Array): Uint8Array {
  return concat(utf8("HPKE-v1"), SUITE, utf8(label), material);
}

function labelledExtract(label: string, material: Uint8Array) {
  return extract(sha256, labelled(label, material));
}

function labelledExpand(secret: Uint8Array, label: string, length: number) {
  const info = concat(Uint8Array.of(length >> 8, length & 0xff), utf8("HPKE-v1"), SUITE, utf8(label), CONTEXT);
  return expand(sha256, secret, info, length);
}
