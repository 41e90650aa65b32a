// What an advisor's slot holds: the identity, and the portal's key. Mirrors crypto/slot.py.
import { sealWithPassphrase, unsealWithPassphrase } from "./age.ts";
import { toBase64Url, utf8 } from "./bytes.ts";
import { DocumentError } from "./errors.ts";
import { looksLikeIdentity } from "./keys.ts";
import { sealWithPasskey, unsealWithPasskey } from "./passkey.ts";
import { fromText } from "./talk.ts";

const INSIDE = /^(AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]{58})\nbekymret-portal ([A-Za-z0-9_-]{43})\n$/;

/** @returns the slot */
export function wrapIdentity(identity: string, portalKey: Uint8Array, passphrase: string): Promise<Uint8Array> {
  return sealWithPassphrase(textOf(identity, portalKey), passphrase);
}

/** @throws {SealError} another passphrase, or not a slot with a portal's key */
export async function unwrapIdentity(
  slot: Uint8Array,
  passphrase: string,
): Promise<{ identity: string; portalKey: Uint8Array }> {
  return inside(await unsealWithPassphrase(slot, passphrase));
}

/**
 * Beside the passphrase: for a passkey.
 * @param output what the device answered
 * @returns the slot
 */
export function wrapForPasskey(
  identity: string,
  portalKey: Uint8Array,
  output: Uint8Array,
  host: string,
): Promise<Uint8Array> {
  return sealWithPasskey(utf8(textOf(identity, portalKey)), output, host);
}

/**
 * @param output what the device answered
 * @throws {SealError} another passkey, or not a slot with a portal's key
 */
export async function unwrapWithPasskey(
  slot: Uint8Array,
  output: Uint8Array,
): Promise<{ identity: string; portalKey: Uint8Array }> {
  return inside(await unsealWithPasskey(slot, output));
}

function inside(plaintext: Uint8Array): { identity: string; portalKey: Uint8Array } {
  const found = INSIDE.exec(new TextDecoder("latin1").decode(plaintext));
  const portalKey = found && fromText(found[2]);
  if (!found || !portalKey) throw new DocumentError("not an identity with its portal");
  return { identity: found[1], portalKey };
}

/**
 * What stands on a recovery sheet, however hands or a scanner broke it up: the identity, and the portal's key beside
 * it.
 * @returns null for what is no identity
 */
export function readSheet(typed: string): { identity: string; portalKey: Uint8Array | null } | null {
  const [first, behind] = typed.split(/bekymret-portal/i);
  const identity = first.replace(/\s/g, "").toUpperCase();
  if (!looksLikeIdentity(identity)) return null;
  return { identity, portalKey: fromText((behind ?? "").replace(/\s/g, "")) };
}

/** @returns the two lines of a slot, and of a recovery sheet */
export function textOf(identity: string, portalKey: Uint8Array): string {
  return `${identity}\n${portalLine(portalKey)}\n`;
}

/** @returns what stands below the identity */
export function portalLine(portalKey: Uint8Array): string {
  return `bekymret-portal ${toBase64Url(portalKey)}`;
}
