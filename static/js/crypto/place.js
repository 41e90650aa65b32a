// Opens an envelope where it was found and says what came of it. Mirrors crypto/place.py, which says why.
import { unseal } from "./age.js";
import { checkDocument } from "./document.js";
import { NoMatch } from "./errors.js";
import { isFile, openFile } from "./file.js";

/**
 * Where an envelope was found.
 * @typedef {object} Place
 * @property {string} case
 * @property {number} seq
 */

/**
 * What came of opening an envelope. `open`; `closed`: sound, but not sealed to this identity; `damaged`; `misplaced`:
 * it belongs to another case or place, or its sender can't have written it; `missing`: there is no envelope.
 * @typedef {{ state: "open", document: import("./document.js").Document, content?: Uint8Array }
 *   | { state: "closed" | "damaged" | "misplaced" | "missing" }} Opened
 */

/**
 * Never throws for what is wrong inside.
 * @param {Uint8Array | null} envelope
 * @param {Place} place
 * @param {string} identity
 * @returns {Promise<Opened>}
 */
export async function openAt(envelope, place, identity) {
  if (!envelope) return { state: "missing" };
  try {
    const opened = read(await unseal(envelope, identity));
    const { document } = opened;
    const belongs = document.case === place.case && document.seq === place.seq && document.from === senderOf(document);
    return belongs ? { state: "open", ...opened } : { state: "misplaced" };
  } catch (error) {
    return { state: error instanceof NoMatch ? "closed" : "damaged" };
  }
}

/** @param {Uint8Array} plaintext */
function read(plaintext) {
  return isFile(plaintext) ? openFile(plaintext) : { document: checkDocument(plaintext) };
}

// Only an advisor replies, and everything else comes from the reporter.
/** @param {import("./document.js").Document} document */
function senderOf(document) {
  return document.type === "reply" ? "advisor" : "reporter";
}
