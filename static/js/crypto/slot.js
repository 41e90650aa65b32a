// What an advisor's slot holds: the identity, and the portal's key. Mirrors crypto/slot.py.
import { sealWithPassphrase, unsealWithPassphrase } from "./age.js";
import { toBase64Url } from "./bytes.js";
import { DocumentError } from "./errors.js";
import { fromText } from "./talk.js";

const INSIDE = /^(AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]{58})\nbekymret-portal ([A-Za-z0-9_-]{43})\n$/;

/** @param {string} identity @param {Uint8Array} portalKey @param {string} passphrase @returns {Promise<Uint8Array>} the slot */
export function wrapIdentity(identity, portalKey, passphrase) {
  return sealWithPassphrase(`${identity}\nbekymret-portal ${toBase64Url(portalKey)}\n`, passphrase);
}

/**
 * @param {Uint8Array} slot
 * @param {string} passphrase
 * @returns {Promise<{ identity: string, portalKey: Uint8Array }>}
 * @throws {import("./errors.js").SealError} another passphrase, or not a slot with a portal's key
 */
export async function unwrapIdentity(slot, passphrase) {
  const found = INSIDE.exec(new TextDecoder().decode(await unsealWithPassphrase(slot, passphrase)));
  const portalKey = found && fromText(found[2]);
  if (!found || !portalKey) throw new DocumentError("not an identity with its portal");
  return { identity: found[1], portalKey };
}
