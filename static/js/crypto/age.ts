// Sealing and unsealing with the age-encryption package, and the rules that are ours. Mirrors crypto/age.py.
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { Decrypter, Encrypter, type Identity } from "age-encryption";
import { utf8 } from "./bytes.ts";
import { EnvelopeError, NoMatch, RecipientError } from "./errors.ts";
import { MAC_LINE, decode, parseHeader, type Stanza } from "./header.ts";
import { decryptPayload } from "./stream.ts";
import { isSame } from "./talk.ts";

const HYBRID = "mlkem768x25519";
const ENC_LENGTH = 1120; // of ML-KEM-768 and X25519
const WRAPPED_LENGTH = 32; // a file key and its tag
const WORK_FACTORS = ["17", "18"]; // what asks for more is none of ours, and would cost whoever opens it
const MAX_PASSPHRASE = 256;
const WORK_FACTOR = 17;
const HEADER = utf8("header");

/** The place of our stanza: it was ours the last time, and advisors stand in the same order in all envelopes. */
let likely = 0;

/** `AGE-SECRET-KEY-PQ-1…`, or an identity that keeps its keys to itself. */
export type Key = string | Identity;

/**
 * @param recipients as `age1pq1…`
 * @returns an age file that each recipient can open alone
 * @throws {RecipientError} none, doubles, or not hybrid
 */
export async function seal(plaintext: Uint8Array, recipients: string[]): Promise<Uint8Array> {
  if (!recipients.length || new Set(recipients).size !== recipients.length) {
    throw new RecipientError("not the advisors' recipients");
  }
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    if (!recipient.startsWith("age1pq1")) throw new RecipientError("not a hybrid recipient");
    encrypter.addRecipient(recipient);
  }
  return encrypter.encrypt(plaintext);
}

/**
 * @returns what was sealed
 * @throws {NoMatch} not for this identity
 * @throws {EnvelopeError} not a sound age file
 */
export async function unseal(envelope: Uint8Array, identity: Key): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypt(envelope, identityIn(decrypter));
}

/**
 * @param passphrase 1 to 256 bytes
 * @returns an age file that opens with the passphrase
 * @throws {RecipientError} the passphrase is empty or too long
 */
export async function sealWithPassphrase(plaintext: Uint8Array | string, passphrase: string): Promise<Uint8Array> {
  checkPassphrase(passphrase);
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(WORK_FACTOR);
  encrypter.setPassphrase(passphrase);
  return encrypter.encrypt(plaintext);
}

/**
 * @returns what was sealed with the passphrase
 * @throws {NoMatch} another passphrase
 * @throws {EnvelopeError} not a sound age file
 * @throws {RecipientError} the passphrase is empty or too long
 */
export async function unsealWithPassphrase(envelope: Uint8Array, passphrase: string): Promise<Uint8Array> {
  checkPassphrase(passphrase);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return decrypt(envelope, identityIn(decrypter));
}

/**
 * @returns the SHA-256 of what follows its header, which a new header does not change
 * @throws {EnvelopeError} bad grammar
 */
export function payloadHash(envelope: Uint8Array): Uint8Array {
  return sha256(envelope.subarray(parseHeader(envelope).length));
}

/**
 * @param envelope or its header alone
 * @returns the key of its payload
 * @throws {NoMatch} not for this identity
 * @throws {EnvelopeError} not a sound header
 */
export async function fileKeyOf(envelope: Uint8Array, identity: Identity): Promise<Uint8Array> {
  const { stanzas, length } = parseHeader(envelope);
  checkStanzas(stanzas);
  const fileKey = await unwrap(identity, stanzas);
  const mac = hmac(sha256, hkdf(sha256, fileKey, undefined, HEADER, 32), envelope.subarray(0, length - MAC_LINE));
  if (!isSame(mac, parseHeader(envelope).mac)) throw new EnvelopeError("not a sound header");
  return fileKey;
}

// The package makes identities of texts only inside its decrypter, so that is where this takes them from.
export function identityIn(decrypter: Decrypter): Identity {
  return (decrypter as unknown as { identities: Identity[] }).identities[0];
}

async function decrypt(envelope: Uint8Array, identity: Identity) {
  const fileKey = await fileKeyOf(envelope, identity);
  return decryptPayload(fileKey, envelope.subarray(parseHeader(envelope).length));
}

async function unwrap(identity: Identity, stanzas: Stanza[]): Promise<Uint8Array> {
  const order = [...stanzas.keys()].sort((one, other) => Number(other === likely) - Number(one === likely));
  for (const at of order) {
    const fileKey = await unwrapOne(identity, stanzas[at]);
    if (!fileKey) continue;
    likely = at;
    return fileKey;
  }
  throw new NoMatch("not for this key");
}

async function unwrapOne(identity: Identity, { type, args, body }: Stanza) {
  try {
    return await identity.unwrapFileKey([{ args: [type, ...args], body }]);
  } catch {
    throw new EnvelopeError("not a sound stanza");
  }
}

/** @throws {EnvelopeError} base64 that is none */
function isHybrid({ args, body }: Stanza) {
  return args.length === 1 && body.length === WRAPPED_LENGTH && decode(args[0]).length === ENC_LENGTH;
}

/** @throws {EnvelopeError} kinds beside each other that are not ours */
function checkStanzas(stanzas: Stanza[]) {
  const kinds = new Set(stanzas.map(({ type }) => type));
  if (kinds.has(HYBRID) && kinds.size > 1) throw new EnvelopeError("a stanza of another kind beside ours");
  // All of them, before one is tried: what opens must not hang on their order.
  if (kinds.has(HYBRID) && !stanzas.every(isHybrid)) throw new EnvelopeError("malformed mlkem768x25519 stanza");
  if (kinds.has("scrypt") && !WORK_FACTORS.includes(stanzas[0].args[1])) throw new EnvelopeError("too much work");
}

// Capped before the key derivation, whose cost should not be the caller's to choose.
function checkPassphrase(passphrase: string) {
  const length = new TextEncoder().encode(passphrase).length;
  if (!length || length > MAX_PASSPHRASE) throw new RecipientError("a passphrase has 1 to 256 bytes");
}
