// Signing in: whoever can unseal the server's challenge is the advisor. No password is ever sent, and what was inside the
// challenge neither.
import { fromBase64, toBase64 } from "../../crypto/bytes.ts";
import { readSheet } from "../../crypto/slot.ts";
import { tidyLine } from "../../crypto/written/text.ts";
import { TaskFailed, startKeyring, type Keyring } from "../keys/keyring.ts";
import type { Unlocked } from "../keys/tasks.ts";
import { Api, ApiError } from "./api.ts";
import { NoPasskey, usePasskey, wipe } from "./passkeys.ts";
import { normalisePassphrase } from "./passphrase.ts";

const REASONS: Record<number, string> = { 0: "offline", 401: "expired", 429: "too_many" };

/** Why nobody was signed in: `wrong`, `list_changed`, `too_many`, `offline`, `expired`, `other_key` or `failed`. */
export class NotSignedIn extends Error {
  reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** Who is signed in, as the server answers it. */
export interface Advisor {
  id: string;
  name: string;
  recipient: string;
  enrolled_day: string;
  csrf: string;
}

/** What the server asks: `slot` holds the identity, `challenge` is sealed to it; all in base64. */
export interface Challenge {
  id: string;
  slot: string;
  challenge: string;
}
export interface SignedIn {
  keyring: Keyring;
  unlocked: Unlocked;
  advisor: Advisor;
}

/** @param secret the passphrase, or what stands on the recovery sheet @throws {NotSignedIn} */
export async function signIn(name: string, secret: string): Promise<SignedIn> {
  const keyring = startKeyring();
  try {
    return await begin(keyring, tidyLine(name), readSheet(secret) ? secret : normalisePassphrase(secret));
  } catch (error) {
    keyring.close();
    throw asReason(error);
  }
}

/**
 * By one touch of whatever holds a passkey of this site.
 * @throws {NotSignedIn} `cancelled`, `no_prf`, `passkey` or `removed` besides
 */
export async function signInByPasskey(): Promise<SignedIn> {
  const keyring = startKeyring();
  try {
    const { credential, output } = await usePasskey();
    try {
      const asked = await new Api().post<Challenge>("/unlock/challenge", { credential: toBase64(credential) });
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

async function begin(keyring: Keyring, name: string, secret: string): Promise<SignedIn> {
  const asked = await new Api().post<Challenge>("/unlock/challenge", { name });
  return prove(keyring, asked, (slot) => keyring.unlock(slot, secret));
}

async function prove(
  keyring: Keyring,
  { id, slot, challenge }: Challenge,
  unlock: (slot: Uint8Array) => Promise<Unlocked>,
): Promise<SignedIn> {
  const unlocked = await unlock(fromBase64(slot));
  const answer = await keyring.answer(fromBase64(challenge)).catch(() => {
    // The way in was right, and the server seals for somebody else, or something that is no challenge.
    throw new NotSignedIn("list_changed");
  });
  const advisor = await new Api().post<Advisor>("/unlock", { id, answer: toBase64(answer) });
  if (unlocked.recipient !== advisor.recipient) throw new NotSignedIn("other_key");
  return { keyring, unlocked, advisor };
}

function asReason(error: unknown) {
  if (error instanceof NotSignedIn) return error;
  if (error instanceof ApiError) return new NotSignedIn(REASONS[error.status] ?? "failed");
  return new NotSignedIn(error instanceof TaskFailed ? "wrong" : "failed");
}
