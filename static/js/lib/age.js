// Sealing and unsealing with the age-encryption package, and the rules that are ours. Mirrors crypto/age.py.
import { Decrypter, Encrypter } from "age-encryption";
import { EnvelopeError, NoMatch, RecipientError } from "./errors.js";

const MAX_PASSPHRASE = 256;
const WORK_FACTOR = 17;
const NOT_FOR_US = "no identity matched any of the file's recipients";

/** Returns an age file that each recipient can open alone. Throws RecipientError for none, doubles, or too many. */
export async function seal(plaintext, recipients, max_recipients) {
  if (!recipients.length || recipients.length > max_recipients || new Set(recipients).size !== recipients.length) {
    throw new RecipientError("not the advisors' recipients");
  }
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    if (!recipient.startsWith("age1pq1")) throw new RecipientError("not a hybrid recipient");
    encrypter.addRecipient(recipient);
  }
  return encrypter.encrypt(plaintext);
}

/** Returns what was sealed. Throws NoMatch: not for this identity; EnvelopeError: not a sound age file. */
export async function unseal(envelope, identity) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypt(decrypter, envelope);
}

/** Returns an age file that opens with the passphrase. */
export async function sealWithPassphrase(plaintext, passphrase) {
  checkPassphrase(passphrase);
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(WORK_FACTOR);
  encrypter.setPassphrase(passphrase);
  return encrypter.encrypt(plaintext);
}

/** Returns what was sealed with the passphrase. Throws NoMatch or EnvelopeError. */
export async function unsealWithPassphrase(envelope, passphrase) {
  checkPassphrase(passphrase);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return decrypt(decrypter, envelope);
}

async function decrypt(decrypter, envelope) {
  try {
    return await decrypter.decrypt(envelope);
  } catch (error) {
    if (error.message === NOT_FOR_US) throw new NoMatch("not for this key");
    throw new EnvelopeError("not a sound age file");
  }
}

// Capped before the key derivation, whose cost should not be the caller's to choose.
function checkPassphrase(passphrase) {
  const length = new TextEncoder().encode(passphrase).length;
  if (!length || length > MAX_PASSPHRASE) throw new NoMatch("a passphrase has 1 to 256 bytes");
}
