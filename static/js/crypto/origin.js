// What an advisor signs who writes a case down: only then is it more than a claim. Mirrors crypto/origin.py.
import { sha256 } from "@noble/hashes/sha2.js";
import { toHex, utf8 } from "./bytes.js";

/**
 * @param {string} site the portal's origin
 * @param {string} advisor id
 * @param {string} id of the case, in hex
 * @param {Record<string, unknown>} body of the report, with its keys; what is in `voice` does not count
 * @returns {Uint8Array} what is signed with the advisor's voice
 */
export function originMessage(site, advisor, id, body) {
  const rest = { ...body };
  delete rest.voice;
  const hash = toHex(sha256(utf8(JSON.stringify(sorted(rest)))));
  return utf8(["bekymret origin v1", site, advisor, id, hash].join("\n"));
}

/** @param {unknown} value @returns {unknown} with the names of all objects in order */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(/** @type {Record<string, unknown>} */ (value)[name])]));
}
