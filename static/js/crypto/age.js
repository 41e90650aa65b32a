// Sealing and unsealing with the age-encryption package, and the rules that are ours. Mirrors crypto/age.py.
import { Decrypter, Encrypter } from "age-encryption";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8 } from "./bytes.js";
import { EnvelopeError, NoMatch, RecipientError } from "./errors.js";
import { MAC_LINE, decode, parseHeader } from "./header.js";
import { decryptPayload } from "./stream.js";
import { isSame } from "./talk.js";

const HYBRID = "mlkem768x25519";
const ENC_LENGTH = 1120; // of ML-KEM-768 and X25519
const WRAPPED_LENGTH = 32; // a file key and its tag
const WORK_FACTORS = ["17", "18"]; // what asks for more is none of ours, and would cost whoever opens it
const MAX_PASSPHRASE = 256;
const WORK_FACTOR = 17;
const HEADER = utf8("header");

/** The place of our stanza: it was ours the last time, and advisors stand in the same order in all envelopes. */
let likely = 0;

/** @typedef {import("./header.js").Stanza} Stanza */
/** @typedef {import("age-encryption").Identity} Identity */
/** `AGE-SECRET-KEY-PQ-1…`, or an identity that keeps its keys to itself. @typedef {string | Identity} Key */

/**
 * @param {Uint8Array} plaintext
 * @param {string[]} recipients as `age1pq1…`
 * @returns {Promise<Uint8Array>} an age file that each recipient can open alone
 * @throws {RecipientError} none, doubles, or not hybrid
 */
export async function seal(plaintext, recipients) {
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
 * @param {Uint8Array} envelope
 * @param {Key} identity
 * @returns {Promise<Uint8Array>} what was sealed
 * @throws {NoMatch} not for this identity
 * @throws {EnvelopeError} not a sound age file
 */
export async function unseal(envelope, identity) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypt(envelope, identityIn(decrypter));
}

/**
 * @param {Uint8Array | string} plaintext
 * @param {string} passphrase 1 to 256 bytes
 * @returns {Promise<Uint8Array>} an age file that opens with the passphrase
 * @throws {RecipientError} the passphrase is empty or too long
 */
export async function sealWithPassphrase(plaintext, passphrase) {
  checkPassphrase(passphrase);
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(WORK_FACTOR);
  encrypter.setPassphrase(passphrase);
  return encrypter.encrypt(plaintext);
}

/**
 * @param {Uint8Array} envelope
 * @param {string} passphrase
 * @returns {Promise<Uint8Array>} what was sealed with the passphrase
 * @throws {NoMatch} another passphrase
 * @throws {EnvelopeError} not a sound age file
 * @throws {RecipientError} the passphrase is empty or too long
 */
export async function unsealWithPassphrase(envelope, passphrase) {
  checkPassphrase(passphrase);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return decrypt(envelope, identityIn(decrypter));
}

/**
 * @param {Uint8Array} envelope
 * @returns {Uint8Array} the SHA-256 of what follows its header, which a new header does not change
 * @throws {EnvelopeError} bad grammar
 */
export function payloadHash(envelope) {
  return sha256(envelope.subarray(parseHeader(envelope).length));
}

/**
 * @param {Uint8Array} envelope or its header alone
 * @param {Identity} identity
 * @returns {Promise<Uint8Array>} the key of its payload
 * @throws {NoMatch} not for this identity
 * @throws {EnvelopeError} not a sound header
 */
export async function fileKeyOf(envelope, identity) {
  const { stanzas, length } = parseHeader(envelope);
  checkStanzas(stanzas);
  const fileKey = await unwrap(identity, stanzas);
  const mac = hmac(sha256, hkdf(sha256, fileKey, undefined, HEADER, 32), envelope.subarray(0, length - MAC_LINE));
  if (!isSame(mac, parseHeader(envelope).mac)) throw new EnvelopeError("not a sound header");
  return fileKey;
}

// The package makes identities of texts only inside its decrypter, so that is where this takes them from.
/** @param {Decrypter} decrypter @returns {Identity} */
export function identityIn(decrypter) {
  return /** @type {{ identities: Identity[] }} */ (/** @type {unknown} */ (decrypter)).identities[0];
}

/** @param {Uint8Array} envelope @param {Identity} identity */
async function decrypt(envelope, identity) {
  const fileKey = await fileKeyOf(envelope, identity);
  return decryptPayload(fileKey, envelope.subarray(parseHeader(envelope).length));
}

/** @param {Identity} identity @param {Stanza[]} stanzas @returns {Promise<Uint8Array>} */
async function unwrap(identity, stanzas) {
  const order = [...stanzas.keys()].sort((one, other) => Number(other === likely) - Number(one === likely));
  for (const at of order) {
    const fileKey = await unwrapOne(identity, stanzas[at]);
    if (!fileKey) continue;
    likely = at;
    return fileKey;
  }
  throw new NoMatch("not for this key");
}

/** @param {Identity} identity @param {Stanza} stanza */
async function unwrapOne(identity, { type, args, body }) {
  try {
    return await identity.unwrapFileKey([{ args: [type, ...args], body }]);
  } catch {
    throw new EnvelopeError("not a sound stanza");
  }
}

/** @param {Stanza} stanza @throws {EnvelopeError} base64 that is none */
function isHybrid({ args, body }) {
  return args.length === 1 && body.length === WRAPPED_LENGTH && decode(args[0]).length === ENC_LENGTH;
}

/** @param {Stanza[]} stanzas @throws {EnvelopeError} kinds beside each other that are not ours */
function checkStanzas(stanzas) {
  const kinds = new Set(stanzas.map(({ type }) => type));
  if (kinds.has(HYBRID) && kinds.size > 1) throw new EnvelopeError("a stanza of another kind beside ours");
  // All of them, before one is tried: what opens must not hang on their order.
  if (kinds.has(HYBRID) && !stanzas.every(isHybrid)) throw new EnvelopeError("malformed mlkem768x25519 stanza");
  if (kinds.has("scrypt") && !WORK_FACTORS.includes(stanzas[0].args[1])) throw new EnvelopeError("too much work");
}

// Capped before the key derivation, whose cost should not be the caller's to choose.
/** @param {string} passphrase */
function checkPassphrase(passphrase) {
  const length = new TextEncoder().encode(passphrase).length;
  if (!length || length > MAX_PASSPHRASE) throw new RecipientError("a passphrase has 1 to 256 bytes");
}
