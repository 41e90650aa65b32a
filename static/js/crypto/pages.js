// The signed hashes of what the portal serves. crypto/pages.py writes them.
import { sha256 } from "@noble/hashes/sha2.js";
import { fromBase64Url, toHex, utf8 } from "./bytes.js";
import { isSigned } from "./signing.js";

const TITLE = "bekymret pages v1";

/**
 * Whether the portal key has signed something that the portal serves.
 * @param {Uint8Array} key the portal's
 * @param {number} n of the list that it must be signed with
 * @param {{ pages?: unknown, signature?: unknown }} signed hashes and signature, as the server tells them
 * @param {string} path
 * @param {string} text what was served under it
 */
export function isSignedPage(key, n, { pages, signature }, path, text) {
  if (typeof pages !== "string" || typeof signature !== "string") return false;
  let raw;
  try {
    raw = fromBase64Url(signature);
  } catch {
    return false;
  }
  const [title, number, ...lines] = pages.split("\n");
  const isThere = lines.includes(`${toHex(sha256(utf8(text)))} ${path}`);
  return title === TITLE && number === `n ${n}` && isThere && isSigned(key, raw, utf8(pages));
}
