// What the page asks of the browser about passkeys. What the device answers is handed to the worker, which alone can do
// something with it, and is wiped here.
import { concat, randomBytes, type Bytes } from "../../crypto/bytes.ts";
import { passkeyInputs } from "../../crypto/passkey.ts";
import { portal } from "../../web/page.ts";

const UNNAMED = new Set(["NotAllowedError", "AbortError"]); // the browser does not tell a stop from "there is none"

/** A credential's id, and what its device answered. */
export interface Answered {
  credential: Uint8Array;
  output: Uint8Array;
}

/**
 * Why there is no answer: `cancelled` (stopped, or no passkey on this device), `no_prf` (the device can't do it),
 * `known` (it has one already), `passkey`.
 */
export class NoPasskey extends Error {
  reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** Forgets what a device answered, unless it went to the worker: then there is nothing left of it here. */
export function wipe(output: Uint8Array) {
  if (output.length) output.fill(0);
}

/** @returns whether this browser knows passkeys */
export function knowsPasskeys(): boolean {
  return typeof PublicKeyCredential !== "undefined";
}

/**
 * Asks for any passkey of this site, by one touch.
 * @throws {NoPasskey}
 */
export function usePasskey(): Promise<Answered> {
  return ask(
    navigator.credentials.get({
      publicKey: { challenge: unused(), userVerification: "required", extensions: prf() },
    }),
  );
}

/**
 * Makes a passkey on this device, or one that is plugged in.
 * @param name as it is shown when it is asked for
 * @throws {NoPasskey}
 */
export async function makePasskey(name: string): Promise<Answered> {
  const made = navigator.credentials.create({
    publicKey: {
      rp: { name: "Bekymret", id: portal.hostname },
      user: { name, displayName: name, id: unused() },
      challenge: unused(),
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      extensions: prf(),
    },
  });
  return ask(made, async (credential) => {
    const { prf: found } = credential.getClientExtensionResults();
    if (found && !found.enabled && !found.results) throw new NoPasskey("no_prf");
    // Not every device answers while it makes one; then it is asked a second time.
    return ask(
      navigator.credentials.get({
        publicKey: {
          allowCredentials: [{ type: "public-key", id: credential.rawId }],
          ...{ challenge: unused(), userVerification: "required", extensions: prf() },
        },
      }),
    );
  });
}

/** @param otherwise if there is no answer in it */
async function ask(
  asking: Promise<Credential | null>,
  otherwise: (credential: PublicKeyCredential) => Promise<Answered> = () => Promise.reject(new NoPasskey("no_prf")),
): Promise<Answered> {
  let credential;
  try {
    credential = (await asking) as PublicKeyCredential | null;
  } catch (error) {
    throw new NoPasskey(error instanceof Error && UNNAMED.has(error.name) ? "cancelled" : "passkey");
  }
  if (!credential) throw new NoPasskey("cancelled");
  const found = credential.getClientExtensionResults().prf?.results;
  if (!found?.first || !found.second) return otherwise(credential);
  const halves = [found.first, found.second].map(bytesOf);
  const output = concat(...halves);
  for (const half of halves) half.fill(0);
  return { credential: new Uint8Array(credential.rawId), output };
}

function bytesOf(given: BufferSource): Uint8Array {
  return ArrayBuffer.isView(given)
    ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
    : new Uint8Array(given);
}

function prf() {
  return { prf: { eval: passkeyInputs(portal.hostname) } };
}

/** Nobody checks what is signed: whoever has the output has proved enough. */
function unused(): Bytes {
  return randomBytes(16);
}
