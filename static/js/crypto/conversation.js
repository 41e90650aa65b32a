// Opens what is stored of a case, place by place, and says what came of each. Mirrors crypto/conversation.py.
import { payloadHash, unseal } from "./age.js";
import { fromHex, toBase64Url } from "./bytes.js";
import { checkDocument, isDigest, talkOf } from "./document.js";
import { ForgedError, NoMatch } from "./errors.js";
import { isFile, openFile } from "./file.js";
import { NOTHING, caseId, follow, isSame, readMark, tag as tagOf, transcript } from "./talk.js";

const MAX_PLACES = 1000; // places beyond this are nobody's: no case has so many

/**
 * What is kept at a place. `by` is the side that it came from; a reporter's has a tag; a reporter gets no envelope of
 * their own, only the hash of its payload.
 * @typedef {{ seq: number, by: string, hash: Uint8Array, tag?: Uint8Array | null, envelope?: Uint8Array | null }} Stored
 */

/**
 * What came of a place. `open`; `closed`: sound, but not sealed to this identity; `damaged`; `misplaced`: it belongs to
 * another case or place, or its sender can't have written it; `missing`: there is no envelope; `forged`: nobody of this
 * conversation wrote it; `changed`: something before it was replaced, added or deleted since, and it can be read;
 * `removed`: its day has come, as a signed case file says, which may hold a copy of some of it.
 * What reporters wrote themselves has no document for them.
 * @typedef {"open" | "closed" | "damaged" | "misplaced" | "missing" | "forged" | "changed" | "removed"} State
 * @typedef {import("./document.js").Document} Document
 * @typedef {{ seq: number, by: string, state: State, document?: Document, content?: Uint8Array }} Opened
 */

/** A case's places in order, and the transcript before each and after the last. @typedef {{ items: Opened[], transcripts: Uint8Array[] }} Conversation */
/** Whether a digest of recipients was on the portal's signed list on a day. @typedef {(to: string, day: string) => boolean} IsForUs */
/** @typedef {(found: Stored, before: Uint8Array, after: Uint8Array) => Promise<Opened>} OpenOne */

/**
 * Reads the case of a receipt: own envelopes by their tags, the advisors' replies by opening them.
 * @param {import("./receipt.js").Receipt} receipt
 * @param {string} id of the case
 * @param {Stored[]} stored
 * @param {number} [readUpTo] the place that an advisor says to have read; if it isn't there, it was deleted
 * @returns {Promise<Conversation>}
 */
export function readAsReporter({ identity, talk }, id, stored, readUpTo = -1) {
  /** @type {OpenOne} */
  const openOne = async (found, before, after) => {
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
 * Reads a case with an advisor's identity. If the report can't be opened, nothing else can be told from a forgery, so it
 * is `closed`.
 * @param {import("./age.js").Key} identity
 * @param {string} id of the case
 * @param {Stored[]} stored
 * @param {IsForUs} isForUs
 * @param {Map<number, Document | null>} [removed] places whose envelopes may be gone, as a signed case file says, with
 *   what it kept of each
 * @returns {Promise<Conversation>}
 */
export function readAsAdvisor(identity, id, stored, isForUs, removed = new Map()) {
  /** @type {Document | null} */
  let report = null;
  /** @type {OpenOne} */
  const openOne = async (found, before, after) => {
    const { seq, by } = found;
    if (!found.envelope && removed.has(seq)) {
      const document = removed.get(seq) ?? undefined;
      report ??= document ?? null;
      /** @type {Opened} */
      const gone = { seq, by, state: "removed", ...(document && { document }) };
      return report ? withReport(gone, found, report, after, isForUs) : gone;
    }
    if (seq && !report) return { seq, by, state: "closed" };
    const opened = await openAt(found, id, before, identity, report && talkOf(report));
    if (!seq && opened.state === "open") report = opened.document ?? null;
    return report ? withReport(opened, found, report, after, isForUs) : opened;
  };
  return read(id, stored, openOne, () => 1 + (report ? filesOf(report) : 0));
}

/** @param {Conversation} conversation @returns {boolean} whether nothing in it is flagged */
export function isSound({ items }) {
  return items.every((item) => item.state === "open");
}

/**
 * Whether an advisor has said to have opened everything up to `seq`.
 * @param {Conversation} conversation
 * @param {Uint8Array} talk
 * @param {{ seq: number, mark: Uint8Array } | null} read
 * @returns {boolean}
 */
export function isRead({ transcripts }, talk, read) {
  if (!read || read.seq < 0 || read.seq >= transcripts.length - 1) return false;
  return isSame(readMark(talk, read.seq, transcripts[read.seq + 1]), read.mark);
}

/**
 * The transcripts of a case whose envelopes are not looked at: before each place, and after the last.
 * @param {string} id
 * @param {{ seq: number, hash: Uint8Array }[]} stored
 * @returns {Uint8Array[]}
 */
export function transcriptsOf(id, stored) {
  const transcripts = [transcript(id)];
  const hashes = new Map(stored.map(({ seq, hash }) => [seq, hash]));
  const places = Math.min(MAX_PLACES, Math.max(-1, ...hashes.keys()) + 1);
  for (let seq = 0; seq < places; seq += 1) transcripts.push(follow(transcripts[seq], hashes.get(seq) ?? NOTHING));
  return transcripts;
}

/**
 * @param {string} id
 * @param {Stored[]} stored
 * @param {OpenOne} openOne
 * @param {() => number} least asked at the end: how many places there must be, the report's among them
 * @returns {Promise<Conversation>}
 */
async function read(id, stored, openOne, least) {
  const transcripts = [transcript(id)];
  /** @type {Opened[]} */
  const items = [];
  let isLost = false;
  for (const [seq, found] of places(stored)) {
    if (seq >= MAX_PLACES) {
      items.push({ seq, by: "", state: "misplaced" });
      continue;
    }
    const before = transcripts[transcripts.length - 1];
    const after = follow(before, found ? hashOf(found) : NOTHING);
    transcripts.push(after);
    /** @type {Opened} */
    const opened = found ? await openOne(found, before, after) : { seq, by: "", state: "missing" };
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
/** @param {Stored[]} stored @returns {[number, Stored | undefined][]} */
function places(stored) {
  const found = new Map(stored.filter(({ seq }) => seq >= 0).map((each) => [each.seq, each]));
  const beyond = [...found.keys()].filter((seq) => seq >= MAX_PLACES).sort((one, other) => one - other);
  const last = Math.max(-1, ...[...found.keys()].filter((seq) => seq < MAX_PLACES));
  const all = [...Array.from({ length: last + 1 }, (_, seq) => seq), ...beyond];
  return all.map((seq) => [seq, found.get(seq)]);
}

// The hash of what is there, whatever is said to be there.
/** @param {Stored} found */
function hashOf({ envelope, hash }) {
  try {
    return envelope ? payloadHash(envelope) : hash;
  } catch {
    return hash;
  }
}

/**
 * @param {Stored} found
 * @param {string} id
 * @param {Uint8Array} before
 * @param {import("./age.js").Key} identity
 * @param {Uint8Array | null} talk
 * @returns {Promise<Opened>}
 */
async function openAt({ seq, by, envelope }, id, before, identity, talk) {
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

/** @param {Uint8Array} plaintext @param {Uint8Array | null} talk */
function unpack(plaintext, talk) {
  return isFile(plaintext) ? openFile(plaintext, talk) : { document: checkDocument(plaintext, talk) };
}

// Only an advisor replies, and everything else comes from the reporter; a case begins with its report.
/** @param {Document} document @param {string} id @param {number} seq @param {string} by */
function belongs(document, id, seq, by) {
  const sender = document.type === "reply" ? "advisor" : "reporter";
  const isInTurn = (document.type === "report") === (seq === 0);
  return isInTurn && document.case === id && document.seq === seq && document.from === sender && by === sender;
}

// What only who has opened the report can tell.
/**
 * @param {Opened} opened
 * @param {Stored} found
 * @param {Document} report
 * @param {Uint8Array} after
 * @param {IsForUs} isForUs
 * @returns {Opened}
 */
function withReport(opened, found, report, after, isForUs) {
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

/** @param {Document} report @returns {number} how many files it says to have; they stand directly after it */
function filesOf({ body }) {
  return Number.isInteger(body.files) ? body.files : 0;
}

/** @param {Document} report @param {Uint8Array} talk @returns {string | null} */
function caseOf({ body }, talk) {
  return isDigest(body.reply_to) ? caseId(talk, fromHex(body.reply_to)) : null;
}
