// Opens what the server gives of a case for the list: its report, and the newest version of its file, which says what was
// removed on purpose. Runs where the identity is.
import { payloadHash, unseal, type Key } from "../../crypto/age.ts";
import { toHex } from "../../crypto/bytes.ts";
import { openCasefile, writerOf, type CaseFile } from "../../crypto/casefile.ts";
import { readAsAdvisor, type OpenedPlace } from "../../crypto/conversation.ts";
import { holdsOn, type RecipientsList } from "../../crypto/recipients-list.ts";
import { follow, isSame } from "../../crypto/talk.ts";
import type { PackedCase, Sealed } from "../../web/rows.ts";
import type { OpenedCase } from "../logic/case.ts";
import { asState, removedPlaces } from "../logic/casefile.ts";

/**
 * What is known of the portal: every signed list, the key of whoever was ever an advisor, its origins; and the day,
 * the earlier one.
 */
export interface KnownPortal {
  lists: RecipientsList[];
  voices: Map<string, Uint8Array>;
  sites: string[];
  today: string;
}
/**
 * What is in a case: its report, and the newest version of its file if that is all right; if it is not, somebody has to
 * look at it closely.
 */
export interface Inside {
  report: OpenedPlace;
  newest: CaseFile | null;
}

const NOBODY = new Uint8Array(32);
const MAX_DEPTH = 16; // twice what any document of ours has, in a copy; deeper things can't be handed over
const DAMAGED = Object.freeze({ seq: 0, by: "", state: "damaged" as const });

/**
 * Whether a digest of recipients was on a signed list on a day. Without any list that can be believed the page says
 * so, in red; calling every case forged besides would help nobody.
 */
export function listedIn(lists: RecipientsList[]): (to: string, day: string) => boolean {
  return (to, day) => !lists.length || lists.some((list) => list.to === to && holdsOn(list, day));
}

export async function openCase(
  { envelope, file, ...row }: PackedCase & Sealed,
  identity: Key,
  known: KnownPortal,
): Promise<OpenedCase<Inside>> {
  const newest = row.versions.length ? await openNewest(row, file, identity, known) : null;
  const stored = row.places.filter(({ seq }) => seq === 0).map((place) => ({ ...place, envelope }));
  try {
    const removed = removedPlaces(asState(newest?.content ?? null), known.today);
    const { items } = await readAsAdvisor(identity, row.case, stored, listedIn(known.lists), removed);
    return { ...inShort(row), report: items[0], newest };
  } catch {
    return { ...inShort(row), report: DAMAGED, newest: null }; // what makes us stumble is nothing that we wrote, and no other case's fault
  }
}

/** @returns without the hashes of its places, which are in the transcripts */
export function inShort(row: PackedCase): OpenedCase<unknown> {
  return { ...row, places: row.places.map(({ seq, by }) => ({ seq, by })) };
}

async function openNewest(
  { case: id, versions, chain }: PackedCase,
  file: Uint8Array | null,
  identity: Key,
  known: KnownPortal,
): Promise<Inside["newest"]> {
  const { length } = versions;
  try {
    if (!file || !isSame(follow(chain[length - 1], payloadHash(file)), chain[length])) return null;
    const found = openVersion(await unseal(file, identity), known.voices);
    const isOurs = isAt(found, id, length, chain) && known.sites.includes(found.site);
    return isOurs && isShallow(found.content, MAX_DEPTH) ? found : null;
  } catch {
    return null;
  }
}

/** @throws {DocumentError} nobody that we know has signed it */
export function openVersion(plaintext: Uint8Array, voices: Map<string, Uint8Array>): CaseFile {
  return openCasefile(plaintext, voices.get(writerOf(plaintext)) ?? NOBODY);
}

/** @returns whether it was written for this place */
export function isAt(found: CaseFile, id: string, version: number, chain: Uint8Array[]): boolean {
  return found.case === id && found.version === version && found.before === toHex(chain[version - 1]);
}

/** @returns whether lists and objects stand in each other at most so deep */
function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}
