// Opens what the server gives of a case for the list: its report, and the newest version of its file, which says what was
// removed on purpose. Runs where the identity is.
import { payloadHash, unseal } from "../crypto/age.js";
import { toHex } from "../crypto/bytes.js";
import { openCasefile, writerOf } from "../crypto/casefile.js";
import { readAsAdvisor } from "../crypto/conversation.js";
import { holdsOn } from "../crypto/recipients-list.js";
import { follow, isSame } from "../crypto/talk.js";
import { asState, removedPlaces } from "./logic/casefile.js";

/** @typedef {import("../crypto/age.js").Key} Key */
/** @typedef {import("../crypto/conversation.js").Opened} Opened */
/** @typedef {import("../crypto/recipients-list.js").RecipientsList} RecipientsList */
/** @typedef {import("../crypto/casefile.js").CaseFile} CaseFile */
/** @typedef {import("../web/rows.js").PackedRow} PackedRow */
/** @typedef {import("../web/rows.js").WholeRow} WholeRow */
/** What is known of the portal: every signed list, the key of whoever was ever an advisor, its origins; and the day, the earlier one. @typedef {{ lists: RecipientsList[], voices: Map<string, Uint8Array>, sites: string[], today: string }} Known */
/** A case with its report, and the newest version of its file if that is all right; if it is not, somebody has to look at it closely. @typedef {PackedRow & { report: Opened, newest: CaseFile | null }} OpenedCase */

const NOBODY = new Uint8Array(32);
const MAX_DEPTH = 16; // twice what any document of ours has, in a copy; deeper things can't be handed over
const DAMAGED = Object.freeze({ seq: 0, by: "", state: /** @type {const} */ ("damaged") });

/** Whether a digest of recipients was on a signed list on a day. Without any list that can be believed the page says so, in
 * red; calling every case forged besides would help nobody.
 * @param {RecipientsList[]} lists @returns {(to: string, day: string) => boolean} */
export function listedIn(lists) {
  return (to, day) => !lists.length || lists.some((list) => list.to === to && holdsOn(list, day));
}

/** @param {WholeRow} whole @param {Key} identity @param {Known} known @returns {Promise<OpenedCase>} */
export async function openCase({ envelope, file, ...row }, identity, known) {
  const newest = row.versions.length ? await openNewest(row, file, identity, known) : null;
  const stored = row.places.filter(({ seq }) => seq === 0).map((place) => ({ ...place, envelope }));
  try {
    const removed = removedPlaces(asState(newest?.content ?? null), known.today);
    const { items } = await readAsAdvisor(identity, row.case, stored, listedIn(known.lists), removed);
    return { ...row, report: items[0], newest };
  } catch {
    return { ...row, report: DAMAGED, newest: null }; // what makes us stumble is nothing that we wrote, and no other case's fault
  }
}

/** @param {PackedRow} row @param {Uint8Array | null} file @param {Key} identity @param {Known} known @returns {Promise<OpenedCase["newest"]>} */
async function openNewest({ case: id, versions, chain }, file, identity, known) {
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

/** @param {Uint8Array} plaintext @param {Map<string, Uint8Array>} voices @returns {CaseFile} @throws {import("../crypto/errors.js").DocumentError} nobody that we know has signed it */
export function openVersion(plaintext, voices) {
  return openCasefile(plaintext, voices.get(writerOf(plaintext)) ?? NOBODY);
}

/** @param {CaseFile} found @param {string} id @param {number} version @param {Uint8Array[]} chain @returns {boolean} whether it was written for this place */
export function isAt(found, id, version, chain) {
  return found.case === id && found.version === version && found.before === toHex(chain[version - 1]);
}

/** @param {unknown} value @param {number} depth @returns {boolean} whether lists and objects stand in each other at most so deep */
function isShallow(value, depth) {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}
