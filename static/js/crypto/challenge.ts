// Signing in: the answer to a challenge never holds what was inside. Mirrors crypto/challenge.py.
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { unseal, type Key } from "./age.ts";
import { utf8 } from "./bytes.ts";
import { DocumentError } from "./errors.ts";

const LABEL = utf8("bekymret sign-in v2\n");
const ANSWER = utf8("bekymret sign-in v2\nanswer");
const NONCE_LENGTH = 32;

/**
 * @returns the answer
 * @throws {NoMatch} sealed to somebody else
 * @throws {EnvelopeError} not a sound age file
 * @throws {DocumentError} something else was sealed: no answer is given to that
 */
export async function answerChallenge(challenge: Uint8Array, identity: Key): Promise<Uint8Array> {
  const inside = await unseal(challenge, identity);
  if (inside.length !== LABEL.length + NONCE_LENGTH || LABEL.some((byte, place) => inside[place] !== byte)) {
    throw new DocumentError("not a challenge");
  }
  return hmac(sha256, inside.subarray(LABEL.length), ANSWER);
}
