// What a card keeps of a case: enough to list it, to search it and to count it, and no key of its conversation. It can always
// be made anew from the case.
import { toBase64 } from "../../crypto/bytes.ts";
import { talkOf, type Document } from "../../crypto/document.ts";
import { readMark } from "../../crypto/talk.ts";
import { answersOf } from "./answers.ts";
import type { ListCard, ListedCase } from "./case.ts";
import { firstContact, type CaseState } from "./casefile.ts";
import { searchable } from "./search.ts";

const LONGEST = 200; // characters of an answer that a list shows
const KEYS = ["talk", "reply_to"];

/** What a card is made of. */
type Whole = Pick<
  ListedCase,
  "seq" | "by" | "state" | "document" | "file" | "messages" | "tally" | "places" | "transcripts"
>;

/** @param whole whose report could be read */
export function asCard({ seq, by, state, document, file, tally, places, transcripts }: Whole): ListCard {
  const whole = document as Document;
  const body = Object.fromEntries(Object.entries(whole.body).filter(([key]) => !KEYS.includes(key)));
  const shortened = shorten({ ...whole, body }) as Document;
  const marks = marksOf(talkOf(whole), places, transcripts);
  return { report: { seq, by, state, document: shortened }, file: file && inShort(file), tally, marks };
}

function marksOf(talk: Uint8Array | null, places: Whole["places"], transcripts: Uint8Array[]): Record<number, string> {
  if (!talk) return {};
  const last = lastOfReporter(places);
  const counted = places.filter(({ seq }) => seq >= last && seq < transcripts.length - 1);
  return Object.fromEntries(counted.map(({ seq }) => [seq, toBase64(readMark(talk, seq, transcripts[seq + 1]))]));
}

/** @returns the last place that did not come from an advisor */
function lastOfReporter(places: Whole["places"]): number {
  return Math.max(0, ...places.filter(({ by }) => by !== "advisor").map(({ seq }) => seq));
}

/** @returns everything that is searched but what its row says */
export function searchTextOf({ document, file, messages = [] }: Pick<Whole, "document" | "file" | "messages">): string {
  const notes = (file?.log ?? []).map(({ text }) => text);
  const answers = Object.values(answersOf(document?.body ?? {})).flat();
  return searchable([...answers, ...messages, ...notes].filter(isText));
}

function inShort(file: CaseState): CaseState {
  const first = firstContact(file.log);
  return { ...file, removal: null, log: first ? [{ ...first, text: "" }] : [] };
}

/** @returns the same with every text in it cut */
function shorten(value: unknown): unknown {
  if (typeof value === "string") return value.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, "");
  if (Array.isArray(value)) return value.map(shorten);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shorten(inner)]));
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
