// What an advisor's slot holds: the identity, and the portal's key. Mirrors crypto/slot.py.
import { sealWithPassphrase, unsealWithPassphrase } from "./age.js";
import { toBase64Url, utf8 } from "./bytes.js";
import { DocumentError } from "./errors.js";
import { looksLikeIdentity } from "./keys.js";
import { sealWithPasskey, unsealWithPasskey } from "./passkey.js";
import { fromText } from "./talk.js";

const INSIDE = /^(AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]{58})\nbekymret-portal ([A-Za-z0-9_-]{43})\n$/;

/** @param {string} identity @param {Uint8Array} portalKey @param {string} passphrase @returns {Promise<Uint8Array>} the slot */
export function wrapIdentity(identity, portalKey, passphrase) {
  return sealWithPassphrase(textOf(identity, portalKey), passphrase);
}

/**
 * @param {Uint8Array} slot
 * @param {string} passphrase
 * @returns {Promise<{ identity: string, portalKey: Uint8Array }>}
 * @throws {import("./errors.js").SealError} another passphrase, or not a slot with a portal's key
 */
export async function unwrapIdentity(slot, passphrase) {
  return inside(await unsealWithPassphrase(slot, passphrase));
}

/** Beside the passphrase: for a passkey. @param {string} identity @param {Uint8Array} portalKey @param {Uint8Array} output what the device answered @param {string} host @returns {Promise<Uint8Array>} the slot */
export function wrapForPasskey(identity, portalKey, output, host) {
  return sealWithPasskey(utf8(textOf(identity, portalKey)), output, host);
}

/**
 * @param {Uint8Array} slot
 * @param {Uint8Array} output what the device answered
 * @returns {Promise<{ identity: string, portalKey: Uint8Array }>}
 * @throws {import("./errors.js").SealError} another passkey, or not a slot with a portal's key
 */
export async function unwrapWithPasskey(slot, output) {
  return inside(await unsealWithPasskey(slot, output));
}

/** @param {Uint8Array} plaintext @returns {{ identity: string, portalKey: Uint8Array }} */
function inside(plaintext) {
  const found = INSIDE.exec(new TextDecoder("latin1").decode(plaintext));
  const portalKey = found && fromText(found[2]);
  if (!found || !portalKey) throw new DocumentError("not an identity with its portal");
  return { identity: found[1], portalKey };
}

/**
 * What stands on a recovery sheet, however hands or a scanner broke it up: the identity, and the portal's key beside it.
 * @param {string} typed
 * @returns {{ identity: string, portalKey: Uint8Array | null } | null} null for what is no identity
 */
export function readSheet(typed) {
  const [first, behind] = typed.split(/bekymret-portal/i);
  const identity = first.replace(/\s/g, "").toUpperCase();
  if (!looksLikeIdentity(identity)) return null;
  return { identity, portalKey: fromText((behind ?? "").replace(/\s/g, "")) };
}

/** @param {string} identity @param {Uint8Array} portalKey @returns {string} the two lines of a slot, and of a recovery sheet */
export function textOf(identity, portalKey) {
  return `${identity}\n${portalLine(portalKey)}\n`;
}

/** @param {Uint8Array} portalKey @returns {string} what stands below the identity */
export function portalLine(portalKey) {
  return `bekymret-portal ${toBase64Url(portalKey)}`;
}
