// Sealing and unsealing with the age-encryption package, and the rules that are ours. Mirrors crypto/age.py.
import { Decrypter, Encrypter } from "age-encryption";
import { EnvelopeError, NoMatch, RecipientError } from "./errors.js";

const MAX_HEADER = 64 * 1024;
const MAX_PASSPHRASE = 256;
const WORK_FACTOR = 17;
const NOT_FOR_US = "no identity matched any of the file's recipients";

/**
 * @param {Uint8Array} plaintext
 * @param {string[]} recipients as `age1pq1…`
 * @param {number} maxRecipients
 * @returns {Promise<Uint8Array>} an age file that each recipient can open alone
 * @throws {RecipientError} none, doubles, too many, or not hybrid
 */
export async function seal(plaintext, recipients, maxRecipients) {
  if (!recipients.length || recipients.length > maxRecipients || new Set(recipients).size !== recipients.length) {
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
 * @param {string} identity as `AGE-SECRET-KEY-PQ-1…`
 * @returns {Promise<Uint8Array>} what was sealed
 * @throws {NoMatch} not for this identity
 * @throws {EnvelopeError} not a sound age file
 */
export async function unseal(envelope, identity) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypt(decrypter, envelope);
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
  return decrypt(decrypter, envelope);
}

/** @param {Decrypter} decrypter @param {Uint8Array} envelope */
async function decrypt(decrypter, envelope) {
  checkHeaderLength(envelope);
  try {
    return await decrypter.decrypt(envelope);
  } catch (error) {
    if (error instanceof Error && error.message === NOT_FOR_US) throw new NoMatch("not for this key");
    throw new EnvelopeError("not a sound age file");
  }
}

/** @param {Uint8Array} envelope @throws {EnvelopeError} its header does not end within `MAX_HEADER` bytes */
function checkHeaderLength(envelope) {
  const head = new TextDecoder("latin1").decode(envelope.subarray(0, MAX_HEADER));
  const macLine = head.indexOf("\n--- ");
  if (macLine < 0 || head.indexOf("\n", macLine + 1) < 0) throw new EnvelopeError("too long a header");
}

// Capped before the key derivation, whose cost should not be the caller's to choose.
/** @param {string} passphrase */
function checkPassphrase(passphrase) {
  const length = new TextEncoder().encode(passphrase).length;
  if (!length || length > MAX_PASSPHRASE) throw new RecipientError("a passphrase has 1 to 256 bytes");
}
