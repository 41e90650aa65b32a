// What the page asks of the browser about passkeys. What the device answers is handed to the worker, which alone can do
// something with it, and is wiped here.
import { concat, randomBytes } from "../crypto/bytes.js";
import { passkeyInputs } from "../crypto/passkey.js";

const UNNAMED = new Set(["NotAllowedError", "AbortError"]); // the browser does not tell a stop from "there is none"

/** A credential's id, and what its device answered. @typedef {{ credential: Uint8Array, output: Uint8Array }} Answered */

/** Why there is no answer: `cancelled` (stopped, or no passkey on this device), `no_prf` (the device can't do it), `known` (it has one already), `passkey`. */
export class NoPasskey extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** Forgets what a device answered, unless it went to the worker: then there is nothing left of it here. @param {Uint8Array} output */
export function wipe(output) {
  if (output.length) output.fill(0);
}

/** @returns {boolean} whether this browser knows passkeys */
export function knowsPasskeys() {
  return typeof PublicKeyCredential !== "undefined";
}

/** Asks for any passkey of this site, by one touch. @returns {Promise<Answered>} @throws {NoPasskey} */
export function usePasskey() {
  return ask(
    navigator.credentials.get({
      publicKey: { challenge: unused(), userVerification: "required", extensions: /** @type {any} */ (prf()) },
    }),
  );
}

/**
 * Makes a passkey on this device, or one that is plugged in.
 * @param {string} name as it is shown when it is asked for
 * @returns {Promise<Answered>}
 * @throws {NoPasskey}
 */
export async function makePasskey(name) {
  const made = navigator.credentials.create({
    publicKey: {
      rp: { name: "Bekymret", id: window.location.hostname },
      user: { name, displayName: name, id: unused() },
      challenge: unused(),
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      extensions: /** @type {any} */ (prf()),
    },
  });
  return ask(made, async (credential) => {
    const { prf: found } = results(credential);
    if (found && !found.enabled && !found.results) throw new NoPasskey("no_prf");
    // Not every device answers while it makes one; then it is asked a second time.
    return ask(
      navigator.credentials.get({
        publicKey: {
          allowCredentials: [{ type: "public-key", id: credential.rawId }],
          ...{ challenge: unused(), userVerification: "required", extensions: /** @type {any} */ (prf()) },
        },
      }),
    );
  });
}

/**
 * @param {Promise<Credential | null>} asking
 * @param {(credential: PublicKeyCredential) => Promise<Answered>} [otherwise] if there is no answer in it
 * @returns {Promise<Answered>}
 */
async function ask(asking, otherwise = () => Promise.reject(new NoPasskey("no_prf"))) {
  let credential;
  try {
    credential = /** @type {PublicKeyCredential | null} */ (await asking);
  } catch (error) {
    throw new NoPasskey(error instanceof Error && UNNAMED.has(error.name) ? "cancelled" : "passkey");
  }
  if (!credential) throw new NoPasskey("cancelled");
  const found = results(credential).prf?.results;
  if (!found?.first || !found.second) return otherwise(credential);
  const halves = [found.first, found.second].map((half) => new Uint8Array(half));
  const output = concat(...halves);
  for (const half of halves) half.fill(0);
  return { credential: new Uint8Array(credential.rawId), output };
}

/** @param {PublicKeyCredential} credential @returns {{ prf?: { enabled?: boolean, results?: { first: ArrayBuffer, second: ArrayBuffer } } }} */
function results(credential) {
  return /** @type {any} */ (credential.getClientExtensionResults());
}

function prf() {
  return { prf: { eval: passkeyInputs(window.location.hostname) } };
}

/** Nobody checks what is signed: whoever has the output has proved enough. @returns {any} */
function unused() {
  return randomBytes(16);
}
