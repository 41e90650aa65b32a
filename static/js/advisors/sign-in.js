// Signing in: whoever can unseal the server's challenge is the advisor. No password is ever sent.
import { unseal, unsealWithPassphrase } from "../crypto/age.js";
import { fromBase64, toBase64 } from "../crypto/bytes.js";
import { SealError } from "../crypto/errors.js";
import { looksLikeIdentity, recipientOf } from "../crypto/keys.js";
import { Api, ApiError } from "./api.js";
import { normalisePassphrase } from "./passphrase.js";

/** @type {Record<number, string>} */
const REASONS = { 0: "offline", 401: "expired", 429: "too_many" };

/** Why nobody was signed in: `wrong`, `too_many`, `offline`, `expired`, `other_key` or `failed`. */
export class NotSignedIn extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * @param {string} name
 * @param {string} secret the passphrase, or the identity itself from the recovery sheet
 * @returns {Promise<{ identity: string, advisor: import("./session.js").Advisor }>}
 * @throws {NotSignedIn}
 */
export async function signIn(name, secret) {
  const api = new Api();
  try {
    const { id, slot, challenge } = await api.post("/unlock/challenge", { name: name.trim() });
    const identity = await unwrap(fromBase64(slot), secret);
    const answer = await unseal(fromBase64(challenge), identity);
    const advisor = await api.post("/unlock", { id, answer: toBase64(answer) });
    if ((await recipientOf(identity)) !== advisor.recipient) throw new NotSignedIn("other_key");
    return { identity, advisor };
  } catch (error) {
    throw asReason(error);
  }
}

/** @param {Uint8Array} slot @param {string} secret */
async function unwrap(slot, secret) {
  const typed = secret.trim().toUpperCase();
  if (looksLikeIdentity(typed)) return typed;
  return new TextDecoder().decode(await unsealWithPassphrase(slot, normalisePassphrase(secret)));
}

/** @param {unknown} error */
function asReason(error) {
  if (error instanceof SealError) return new NotSignedIn("wrong");
  if (error instanceof ApiError) return new NotSignedIn(REASONS[error.status] ?? "failed");
  return error instanceof NotSignedIn ? error : new NotSignedIn("wrong");
}
