// What is kept at a code's locator, asked for in answers of one length until all of it is here.
import { toBase64Url } from "../../crypto/bytes.ts";
import type { Stored } from "../../crypto/conversation.ts";
import { asMark, asStored, type Place, type ReadText } from "../../web/places.ts";
import { post, readJson, refusal } from "../../web/post.ts";

export interface FoundConversation {
  id: string; // of the case
  stored: Stored[];
  read: { seq: number; mark: Uint8Array } | null; // how far an advisor says to have read
}

/** A part of a conversation, from its end on; `more`: there is an earlier one. */
type FoundPortion = { found: false } | { found: true; case: string; places: Place[]; read: ReadText; more: boolean };

/** @returns null if the locator leads nowhere @throws {NotSent} */
export async function lookUp(url: string, locator: Uint8Array): Promise<FoundConversation | null> {
  const stored = new Map<number, Stored>();
  /** as the first answer says: later ones may know of what came meanwhile */
  let read: FoundConversation["read"] | undefined;
  for (let fields = { locator: toBase64Url(locator) }; ;) {
    const response = await post(url, new URLSearchParams(fields));
    if (!response.ok) throw refusal(response);
    const answer = readJson<FoundPortion>(response);
    if (!answer.found) return null;
    read = read === undefined ? asMark(answer.read) : read;
    const before = stored.size;
    for (const place of answer.places) stored.set(place.seq, asStored(place));
    if (!answer.more || stored.size === before) return { id: answer.case, stored: [...stored.values()], read };
    fields = { ...fields, ...{ before: String(Math.min(...stored.keys())) } };
  }
}
