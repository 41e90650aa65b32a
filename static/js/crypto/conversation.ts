// Opens what is stored of a case, place by place, and says what came of each. Mirrors crypto/conversation.py.
import { payloadHash, unseal, type Key } from "./age.ts";
import { fromHex, toBase64Url } from "./bytes.ts";
import { checkDocument, isDigest, isInteger, talkOf, type Document } from "./document.ts";
import { ForgedError, NoMatch } from "./errors.ts";
import { isFile, openFile } from "./file.ts";
import type { Receipt } from "./receipt.ts";
import { NOTHING, caseId, follow, isSame, readMark, tag as tagOf, transcript } from "./talk.ts";

const MAX_PLACES = 1000; // places beyond this are nobody's: no case has so many

/**
 * What is kept at a place. `by` is the side that it came from; a reporter's has a tag; a reporter gets no envelope of
 * their own, only the hash of its payload.
 */
export interface Stored {
  seq: number;
  by: string;
  hash: Uint8Array;
  tag?: Uint8Array | null;
  envelope?: Uint8Array | null;
}

/**
 * What came of a place. `open`; `closed`: sound, but not sealed to this identity; `damaged`; `misplaced`: it belongs
 * to another case or place, or its sender can't have written it; `missing`: there is no envelope; `forged`: nobody of
 * this conversation wrote it; `changed`: something before it was replaced, added or deleted since, and it can be read;
 * `removed`: its day has come, as a signed case file says, which may hold a copy of some of it. What reporters wrote
 * themselves has no document for them.
 */
export type PlaceState = "open" | "closed" | "damaged" | "misplaced" | "missing" | "forged" | "changed" | "removed";

export interface OpenedPlace {
  seq: number;
  by: string;
  state: PlaceState;
  document?: Document;
  content?: Uint8Array;
}

/** A case's places in order, and the transcript before each and after the last. */
export interface Conversation {
  items: OpenedPlace[];
  transcripts: Uint8Array[];
}
/** Whether a digest of recipients was on the portal's signed list on a day. */
export type IsForUs = (to: string, day: string) => boolean;
export type OpenOne = (found: Stored, before: Uint8Array, after: Uint8Array) => Promise<OpenedPlace>;

/**
 * Reads the case of a receipt: own envelopes by their tags, the advisors' replies by opening them.
 * @param id of the case
 * @param readUpTo the place that an advisor says to have read; if it isn't there, it was deleted
 */
export function readAsReporter(
  { identity, talk }: Receipt,
  id: string,
  stored: Stored[],
  readUpTo: number = -1,
): Promise<Conversation> {
  const openOne: OpenOne = async (found, before, after) => {
    const { seq, by } = found;
    if (by === "reporter") {
      return { seq, by, state: found.tag && isSame(tagOf(talk, after), found.tag) ? "open" : "forged" };
    }
    const opened = await openAt(found, id, before, identity, talk);
    return opened.document && opened.document.type !== "reply" ? { seq, by, state: "misplaced" } : opened;
  };
  return read(id, stored, openOne, () => readUpTo + 1);
}

/**
 * Reads a case with an advisor's identity. If the report can't be opened, nothing else can be told from a forgery, so
 * it is `closed`.
 * @param id of the case
 * @param removed places whose envelopes may be gone, as a signed case file says, with what it kept of each
 */
export function readAsAdvisor(
  identity: Key,
  id: string,
  stored: Stored[],
  isForUs: IsForUs,
  removed = new Map<number, Document | null>(),
): Promise<Conversation> {
  let report: Document | null = null;
  const openOne: OpenOne = async (found, before, after) => {
    const { seq, by } = found;
    if (!found.envelope && removed.has(seq)) {
      const document = removed.get(seq) ?? undefined;
      report ??= document ?? null;
      const gone: OpenedPlace = { seq, by, state: "removed", ...(document && { document }) };
      return report ? withReport(gone, found, report, after, isForUs) : gone;
    }
    if (seq && !report) return { seq, by, state: "closed" };
    const opened = await openAt(found, id, before, identity, report && talkOf(report));
    if (!seq && opened.state === "open") report = opened.document ?? null;
    return report ? withReport(opened, found, report, after, isForUs) : opened;
  };
  return read(id, stored, openOne, () => 1 + (report ? filesOf(report) : 0));
}

/** @returns whether nothing in it is flagged */
export function isSound({ items }: Conversation): boolean {
  return items.every((item) => item.state === "open");
}

/** Whether an advisor has said to have opened everything up to `seq`. */
export function isRead(
  { transcripts }: Conversation,
  talk: Uint8Array,
  read: { seq: number; mark: Uint8Array } | null,
): boolean {
  if (!read || read.seq < 0 || read.seq >= transcripts.length - 1) return false;
  return isSame(readMark(talk, read.seq, transcripts[read.seq + 1]), read.mark);
}

/** The transcripts of a case whose envelopes are not looked at: before each place, and after the last. */
export function transcriptsOf(id: string, stored: { seq: number; hash: Uint8Array }[]): Uint8Array[] {
  const transcripts = [transcript(id)];
  const hashes = new Map(stored.map(({ seq, hash }) => [seq, hash]));
  const places = Math.min(MAX_PLACES, Math.max(-1, ...hashes.keys()) + 1);
  for (let seq = 0; seq < places; seq += 1) transcripts.push(follow(transcripts[seq], hashes.get(seq) ?? NOTHING));
  return transcripts;
}

/** @param least asked at the end: how many places there must be, the report's among them */
async function read(id: string, stored: Stored[], openOne: OpenOne, least: () => number): Promise<Conversation> {
  const transcripts = [transcript(id)];
  const items: OpenedPlace[] = [];
  let isLost = false;
  for (const [seq, found] of places(stored)) {
    if (seq >= MAX_PLACES) {
      items.push({ seq, by: "", state: "misplaced" });
      continue;
    }
    const before = transcripts[transcripts.length - 1];
    const after = follow(before, found ? hashOf(found) : NOTHING);
    transcripts.push(after);
    const opened: OpenedPlace = found ? await openOne(found, before, after) : { seq, by: "", state: "missing" };
    // Behind a gap a tag fits nothing any more; that does not make it somebody else's.
    const isBehind = isLost && opened.state === "forged" && found?.by === "reporter" && !opened.document;
    items.push(isBehind ? { seq, by: opened.by, state: "changed" } : opened);
    isLost ||= !["open", "removed"].includes(items[items.length - 1].state);
  }
  const end = transcripts.length - 1;
  // A case has its report at least; of what was read, or belongs to the report, and is gone, one stands for all.
  if (end < Math.max(least(), 1)) items.push({ seq: end, by: "", state: "missing" });
  return { items, transcripts };
}

// Places are numbered from 0 without gaps, so one that is not there was deleted.
function places(stored: Stored[]): [number, Stored | undefined][] {
  const found = new Map(stored.filter(({ seq }) => seq >= 0).map((each) => [each.seq, each]));
  const beyond = [...found.keys()].filter((seq) => seq >= MAX_PLACES).sort((one, other) => one - other);
  const last = Math.max(-1, ...[...found.keys()].filter((seq) => seq < MAX_PLACES));
  const all = [...Array.from({ length: last + 1 }, (_, seq) => seq), ...beyond];
  return all.map((seq) => [seq, found.get(seq)]);
}

// The hash of what is there, whatever is said to be there.
function hashOf({ envelope, hash }: Stored) {
  try {
    return envelope ? payloadHash(envelope) : hash;
  } catch {
    return hash;
  }
}

async function openAt(
  { seq, by, envelope }: Stored,
  id: string,
  before: Uint8Array,
  identity: Key,
  talk: Uint8Array | null,
): Promise<OpenedPlace> {
  if (!envelope) return { seq, by, state: "missing" };
  try {
    const opened = unpack(await unseal(envelope, identity), talk);
    if (!belongs(opened.document, id, seq, by)) return { seq, by, state: "misplaced" };
    const isInOrder = opened.document.after === toBase64Url(before);
    return { seq, by, state: isInOrder ? "open" : "changed", ...opened };
  } catch (error) {
    if (error instanceof ForgedError) return { seq, by, state: "forged" };
    return { seq, by, state: error instanceof NoMatch ? "closed" : "damaged" };
  }
}

function unpack(plaintext: Uint8Array, talk: Uint8Array | null) {
  return isFile(plaintext) ? openFile(plaintext, talk) : { document: checkDocument(plaintext, talk) };
}

// Only an advisor replies, and everything else comes from the reporter; a case begins with its report.
function belongs(document: Document, id: string, seq: number, by: string) {
  const sender = document.type === "reply" ? "advisor" : "reporter";
  const isInTurn = (document.type === "report") === (seq === 0);
  return isInTurn && document.case === id && document.seq === seq && document.from === sender && by === sender;
}

// What only who has opened the report can tell.
function withReport(
  opened: OpenedPlace,
  found: Stored,
  report: Document,
  after: Uint8Array,
  isForUs: IsForUs,
): OpenedPlace {
  const { seq, by, document } = opened;
  if (!document) return opened;
  const talk = talkOf(report);
  if (!talk || report.case !== caseOf(report, talk) || !isForUs(document.to, document.day)) {
    return { seq, by, state: "forged" };
  }
  const isTagged = found.by !== "reporter" || (found.tag && isSame(tagOf(talk, after), found.tag));
  if (!isTagged && (opened.state === "open" || opened.state === "removed")) return { seq, by, state: "forged" };
  const isAmongFiles = 1 <= document.seq && document.seq <= filesOf(report);
  return (document.type === "file") === isAmongFiles ? opened : { seq, by, state: "misplaced" };
}

/** @returns how many files it says to have; they stand directly after it */
function filesOf({ body }: Document): number {
  return isInteger(body.files) ? body.files : 0;
}

function caseOf({ body }: Document, talk: Uint8Array): string | null {
  return isDigest(body.reply_to) ? caseId(talk, fromHex(body.reply_to)) : null;
}
