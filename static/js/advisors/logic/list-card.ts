// What a card keeps of a case: enough to list it, to search it and to count it, and no key of its conversation. It can always
// be made anew from the case.
import { toBase64 } from "../../crypto/bytes.ts";
import type { Opened } from "../../crypto/conversation.ts";
import { talkOf, type Document } from "../../crypto/document.ts";
import { readMark } from "../../crypto/talk.ts";
import { answersOf } from "./answers.ts";
import { firstContact, type State } from "./casefile.ts";
import { searchable } from "./search.ts";

const LONGEST = 200; // characters of an answer that a list shows
const KEYS = ["talk", "reply_to"];

/** A case as it was opened: its report, if it can be read, what came later, and what was noted, if anything was. */
export interface Whole {
  seq: number;
  by: string;
  state: Opened["state"];
  document?: Document;
  file: State | null;
  messages?: string[];
  tally: string;
  places: { seq: number; by: string }[];
  transcripts: Uint8Array[];
}
/**
 * `file` without what only the case itself shows: of its log there is the first contact, of copies nothing. `tally`:
 * what ties the case to the line that counts it; `marks`: the true read mark of each place from the reporter's last
 * on.
 */
export interface Card {
  report: Pick<Opened, "seq" | "by" | "state"> & { document: Document };
  file: State | null;
  tally: string;
  marks: Record<number, string>;
}

/** @param whole whose report could be read */
export function asCard({ seq, by, state, document, file, tally, places, transcripts }: Whole): Card {
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
export function textOf({ document, file, messages = [] }: Pick<Whole, "document" | "file" | "messages">): string {
  const notes = (file?.log ?? []).map(({ text }) => text);
  const answers = Object.values(answersOf(document?.body ?? {})).flat();
  return searchable([...answers, ...messages, ...notes].filter(isText));
}

function inShort(file: State): State {
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
