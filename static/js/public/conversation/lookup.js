// What is kept at a code's locator, asked for in answers of one length until all of it is here.
import { toBase64Url } from "../../crypto/bytes.js";
import { asMark, asStored } from "../../web/places.js";
import { post, readJson, refusal } from "../../web/post.js";

/**
 * @typedef {object} Found
 * @property {string} id of the case
 * @property {import("../../crypto/conversation.js").Stored[]} stored
 * @property {{ seq: number, mark: Uint8Array } | null} read how far an advisor says to have read
 */

/**
 * @param {string} url
 * @param {Uint8Array} locator
 * @returns {Promise<Found | null>} null if the locator leads nowhere
 * @throws {import("../../web/post.js").NotSent}
 */
export async function lookUp(url, locator) {
  /** @type {Map<number, import("../../crypto/conversation.js").Stored>} */
  const stored = new Map();
  /** @type {Found["read"] | undefined} as the first answer says: later ones may know of what came meanwhile */
  let read;
  for (let fields = { locator: toBase64Url(locator) }; ;) {
    const response = await post(url, new URLSearchParams(fields));
    if (!response.ok) throw refusal(response);
    const answer = readJson(response);
    if (!answer.found) return null;
    read = read === undefined ? asMark(answer.read) : read;
    const before = stored.size;
    for (const place of answer.places) stored.set(place.seq, asStored(place));
    if (!answer.more || stored.size === before) return { id: answer.case, stored: [...stored.values()], read };
    fields = { ...fields, ...{ before: String(Math.min(...stored.keys())) } };
  }
}
