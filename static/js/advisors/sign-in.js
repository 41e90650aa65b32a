// Signing in: whoever can unseal the server's challenge is the advisor. No password is ever sent, and what was inside the
// challenge neither.
import { fromBase64, toBase64 } from "../crypto/bytes.js";
import { looksLikeIdentity } from "../crypto/keys.js";
import { Api, ApiError } from "./api.js";
import { Keyring, TaskFailed } from "./keyring.js";
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
 * @param {string} secret the passphrase, or the identity itself from the recovery sheet
 * @returns {Promise<SignedIn>}
 * @throws {NotSignedIn}
 */
export async function signIn(name, secret) {
  const keyring = new Keyring();
  try {
    return await begin(
      keyring,
      name.trim(),
      looksLikeIdentity(asIdentity(secret)) ? asIdentity(secret) : normalisePassphrase(secret),
    );
  } catch (error) {
    keyring.close();
    throw asReason(error);
  }
}

// The recovery sheet has it in groups, and hands put blanks and line ends between them.
/** @param {string} typed */
function asIdentity(typed) {
  return typed.replace(/\s/g, "").toUpperCase();
}

/** @param {Keyring} keyring @param {string} name @param {string} secret @returns {Promise<SignedIn>} */
async function begin(keyring, name, secret) {
  const api = new Api();
  const { id, slot, challenge } = await api.post("/unlock/challenge", { name });
  const unlocked = await keyring.unlock(fromBase64(slot), secret);
  const answer = await keyring.answer(fromBase64(challenge)).catch(() => {
    // The words were right, and the server seals for somebody else, or something that is no challenge.
    throw new NotSignedIn("list_changed");
  });
  const advisor = await api.post("/unlock", { id, answer: toBase64(answer) });
  if (unlocked.recipient !== advisor.recipient) throw new NotSignedIn("other_key");
  return { keyring, unlocked, advisor };
}

/** @param {unknown} error */
function asReason(error) {
  if (error instanceof NotSignedIn) return error;
  if (error instanceof ApiError) return new NotSignedIn(REASONS[error.status] ?? "failed");
  return new NotSignedIn(error instanceof TaskFailed ? "wrong" : "failed");
}
