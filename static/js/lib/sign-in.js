// Signing in: whoever can unseal the server's challenge is the advisor. No password is ever sent.
import { unseal, unsealWithPassphrase } from "./age.js";
import { ApiError } from "./api.js";
import { fromBase64, toBase64 } from "./bytes.js";
import { SealError } from "./errors.js";
import { looksLikeIdentity, recipientOf } from "./keys.js";
import { normalisePassphrase } from "./passphrase.js";

/** Why nobody was signed in: `wrong`, `too_many`, `offline`, `expired` or `other_key`. */
export class NotSignedIn extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Opens a session. `secret` is the passphrase, or the identity itself from the recovery sheet.
 * Returns {identity, advisor}; throws NotSignedIn.
 */
export async function signIn(api, name, secret) {
  try {
    const { id, slot, challenge } = await api.post("/unlock/challenge", { name: name.trim() });
    const identity = await unwrap(fromBase64(slot), secret);
    const answer = await unseal(fromBase64(challenge), identity);
    const advisor = await api.post("/unlock", { id, answer: toBase64(answer) });
    api.useToken(advisor.csrf);
    if ((await recipientOf(identity)) !== advisor.recipient) throw new NotSignedIn("other_key");
    return { identity, advisor };
  } catch (error) {
    throw asReason(error);
  }
}

async function unwrap(slot, secret) {
  const typed = secret.trim().toUpperCase();
  if (looksLikeIdentity(typed)) return typed;
  return new TextDecoder().decode(await unsealWithPassphrase(slot, normalisePassphrase(secret)));
}

function asReason(error) {
  if (error instanceof SealError) return new NotSignedIn("wrong");
  if (error instanceof ApiError) {
    return new NotSignedIn({ 0: "offline", 401: "expired", 429: "too_many" }[error.status] ?? "failed");
  }
  return error instanceof NotSignedIn ? error : new NotSignedIn("wrong");
}
