// Signing in: the answer to a challenge never holds what was inside. Mirrors crypto/challenge.py.
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { unseal } from "./age.js";
import { utf8 } from "./bytes.js";
import { DocumentError } from "./errors.js";

const LABEL = utf8("bekymret sign-in v2\n");
const ANSWER = utf8("bekymret sign-in v2\nanswer");
const NONCE_LENGTH = 32;

/**
 * @param {Uint8Array} challenge
 * @param {import("./age.js").Key} identity
 * @returns {Promise<Uint8Array>} the answer
 * @throws {import("./errors.js").NoMatch} sealed to somebody else
 * @throws {import("./errors.js").EnvelopeError} not a sound age file
 * @throws {DocumentError} something else was sealed: no answer is given to that
 */
export async function answerChallenge(challenge, identity) {
  const inside = await unseal(challenge, identity);
  if (inside.length !== LABEL.length + NONCE_LENGTH || LABEL.some((byte, place) => inside[place] !== byte)) {
    throw new DocumentError("not a challenge");
  }
  return hmac(sha256, inside.subarray(LABEL.length), ANSWER);
}
