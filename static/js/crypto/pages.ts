// The signed hashes of what the portal serves. crypto/pages.py writes them.
import { sha256 } from "@noble/hashes/sha2.js";
import { fromBase64Url, toHex, utf8 } from "./bytes.ts";
import { isSigned } from "./signing.ts";

const TITLE = "bekymret pages v1";

/**
 * Whether the portal key has signed something that the portal serves.
 * @param key the portal's
 * @param n of the list that it must be signed with
 * @param signed hashes and signature, as the server tells them
 * @param text what was served under it
 */
export function isSignedPage(
  key: Uint8Array,
  n: number,
  { pages, signature }: { pages?: unknown; signature?: unknown },
  path: string,
  text: string,
) {
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
