// Signing in: whoever can unseal the server's challenge is the advisor. No password is ever sent, and what was inside the
// challenge neither.
import { fromBase64, toBase64 } from "../crypto/bytes.js";
import { readSheet } from "../crypto/slot.js";
import { tidyLine } from "../crypto/written/text.js";
import { Api, ApiError } from "./api.js";
import { Keyring, TaskFailed } from "./keyring.js";
import { NoPasskey, usePasskey, wipe } from "./passkeys.js";
import { normalisePassphrase } from "./passphrase.js";

/** @type {Record<number, string>} */
const REASONS = { 0: "offline", 401: "expired", 429: "too_many" };

/** Why nobody was signed in: `wrong`, `list_changed`, `too_many`, `offline`, `expired`, `other_key` or `failed`. */
export class NotSignedIn extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** @typedef {{ keyring: Keyring, unlocked: import("./keyring.js").Unlocked, advisor: import("./session.js").Advisor }} SignedIn */

/**
 * @param {string} name
 * @param {string} secret the passphrase, or what stands on the recovery sheet
 * @returns {Promise<SignedIn>}
 * @throws {NotSignedIn}
 */
export async function signIn(name, secret) {
  const keyring = new Keyring();
  try {
    return await begin(keyring, tidyLine(name), readSheet(secret) ? secret : normalisePassphrase(secret));
  } catch (error) {
    keyring.close();
    throw asReason(error);
  }
}

/**
 * By one touch of whatever holds a passkey of this site.
 * @returns {Promise<SignedIn>}
 * @throws {NotSignedIn} `cancelled`, `no_prf`, `passkey` or `removed` besides
 */
export async function signInByPasskey() {
  const keyring = new Keyring();
  try {
    const { credential, output } = await usePasskey();
    try {
      const asked = await new Api().post("/unlock/challenge", { credential: toBase64(credential) });
      return await prove(keyring, asked, (slot) => keyring.unlockByPasskey(slot, output));
    } finally {
      wipe(output);
    }
  } catch (error) {
    keyring.close();
    if (error instanceof NoPasskey) throw new NotSignedIn(error.reason);
    if (error instanceof ApiError && error.status === 404) throw new NotSignedIn("removed");
    if (error instanceof TaskFailed) throw new NotSignedIn("passkey");
    throw asReason(error);
  }
}

/** @param {Keyring} keyring @param {string} name @param {string} secret @returns {Promise<SignedIn>} */
async function begin(keyring, name, secret) {
  const asked = await new Api().post("/unlock/challenge", { name });
  return prove(keyring, asked, (slot) => keyring.unlock(slot, secret));
}

/**
 * @param {Keyring} keyring
 * @param {{ id: string, slot: string, challenge: string }} asked
 * @param {(slot: Uint8Array) => Promise<import("./keyring.js").Unlocked>} unlock
 * @returns {Promise<SignedIn>}
 */
async function prove(keyring, { id, slot, challenge }, unlock) {
  const unlocked = await unlock(fromBase64(slot));
  const answer = await keyring.answer(fromBase64(challenge)).catch(() => {
    // The way in was right, and the server seals for somebody else, or something that is no challenge.
    throw new NotSignedIn("list_changed");
  });
  const advisor = await new Api().post("/unlock", { id, answer: toBase64(answer) });
  if (unlocked.recipient !== advisor.recipient) throw new NotSignedIn("other_key");
  return { keyring, unlocked, advisor };
}

/** @param {unknown} error */
function asReason(error) {
  if (error instanceof NotSignedIn) return error;
  if (error instanceof ApiError) return new NotSignedIn(REASONS[error.status] ?? "failed");
  return new NotSignedIn(error instanceof TaskFailed ? "wrong" : "failed");
}
