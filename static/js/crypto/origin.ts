// What an advisor signs who writes a case down: only then is it more than a claim. Mirrors crypto/origin.py.
import { sha256 } from "@noble/hashes/sha2.js";
import { toHex, utf8 } from "./bytes.ts";

/**
 * @param site the portal's origin
 * @param advisor id
 * @param id of the case, in hex
 * @param body of the report, with its keys; what is in `voice` does not count
 * @returns what is signed with the advisor's voice
 */
export function originMessage(site: string, advisor: string, id: string, body: Record<string, unknown>): Uint8Array {
  const rest = { ...body };
  delete rest.voice;
  const hash = toHex(sha256(utf8(JSON.stringify(sorted(rest)))));
  return utf8(["bekymret origin v1", site, advisor, id, hash].join("\n"));
}

/** @returns with the names of all objects in order */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted((value as Record<string, unknown>)[name])]));
}
