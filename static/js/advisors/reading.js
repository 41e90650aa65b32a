// Opens what the server gives of a case: its report for the list, or its whole conversation, with the case file first,
// because that says what was removed on purpose.
import { fromBase64, fromBase64Url, toHex } from "../crypto/bytes.js";
import { sidesOf } from "../crypto/card.js";
import { transcriptsOf } from "../crypto/conversation.js";
import { talkOf } from "../crypto/document.js";
import { recipientDigest } from "../crypto/keys.js";
import { originMessage } from "../crypto/origin.js";
import { isSigned } from "../crypto/signing.js";
import { asMark, asStored } from "../web/places.js";
import { NEW, removedPlaces } from "./logic/casefile.js";
import { arrival, isReadable } from "./logic/conversation.js";
import { newsOf, newsOfCard } from "./logic/news.js";
import { lineId } from "./logic/tally.js";

/** @typedef {import("../crypto/conversation.js").Opened} Opened */
/** What the server's own state of a case is. @typedef {{ case: string, places: { seq: number, by: string }[], sides: Uint8Array, read: { seq: number } | null, versions: unknown[], purge_day: string | null }} Stated */
/** @typedef {import("../crypto/conversation.js").Stored} Stored */
/** @typedef {import("./logic/casefile.js").State} State */
/** A case as the server lists it. @typedef {{ case: string, day: string, purge_day: string | null, reply_to: string | null, read: { seq: number, mark: string } | null, places: import("../web/places.js").Place[], versions: import("./casefiles.js").Version[] }} Row */
/**
 * What is known of a case besides its report: its places (`sides`: as `sidesOf`), the transcripts over them, what was noted. `flag`: what is wrong
 * with the notes (see `Casefiles`), or `purge` if the server would delete the case too early; `isOff`:
 * the server names another day, or none; `stamp` tells whether it is as it was; `chainEnd` stands after the last version of its file, whoever wrote that.
 * @typedef {{ places: { seq: number, by: string }[], sides: Uint8Array, transcripts: Uint8Array[], file: State | null, head: Uint8Array, chainEnd: Uint8Array, purge: string, isOff: boolean, flag: string, stamp: string }} Known
 */
/**
 * One case in the list; `day` is the sealed one where it could be opened; `news`: a report, or an answer, that nobody has
 * opened yet; `tally`: what ties it to the line that counts it, empty if its report can't be read; `isShort`: it is from a
 * card, its long answers are cut, and no key of its conversation is in it; `messages`: the texts of what came later, if it
 * was read.
 * @typedef {{ case: string, day: string, arrival: string, news: import("./logic/news.js").News, tally: string, isShort?: boolean, messages?: string[] } & Known & Opened} Listed
 */
/**
 * @typedef {object} Conversation
 * @property {(Opened & { unvouched?: boolean, writtenBy: string })[]} items `writtenBy`: the name of the advisor who signed that
 *   it was written down; empty for whatever else a report says of itself
 * @property {Uint8Array[]} transcripts
 * @property {string} arrived the day that the server says
 * @property {string | null} replyTo whom a reply is sealed to besides the advisors; null if nobody can be answered
 * @property {boolean} isOtherReporter the server names another receipt than the sealed report does
 */

export class Reading {
  #session;
  #trust;
  #books;
  #files;

  /**
   * @param {import("./session.js").Session} session
   * @param {import("./trust.js").Trust} trust
   * @param {import("./bookkeeping.js").Bookkeeping} books
   * @param {import("./casefiles.js").Casefiles} files
   */
  constructor(session, trust, books, files) {
    this.#session = session;
    this.#trust = trust;
    this.#books = books;
    this.#files = files;
  }

  /** A case as the worker opened it. @param {import("./keyring.js").OpenedCase} opened @returns {Promise<Listed>} @throws {import("./api.js").ApiError | import("./session.js").SessionOver} */
  async fromOpened(opened) {
    await this.#files.takeOpened(opened);
    return this.#fromReport(opened, opened.transcripts, opened.report);
  }

  /** A case as its card has it. @param {import("./keyring.js").OpenedRow} row with a card @returns {Listed} */
  fromCard(row) {
    const { report, file, tally, marks } = row.card;
    this.#files.adopt(row.case, file, row);
    const news = newsOfCard(marks, this.#placed(row), asMark(row.read));
    return { ...this.#listed(row, row.transcripts, report, { news, tally }), isShort: true };
  }

  /** @param {Stated & { day: string, read: import("../web/places.js").Read }} row @param {Uint8Array[]} transcripts @param {Opened} report @returns {Listed} */
  #fromReport(row, transcripts, report) {
    const news = newsOf(talkIn([report]), transcripts, this.#placed(row), asMark(row.read));
    return this.#listed(row, transcripts, report, { news, tally: isReadable(report) ? lineId(report.document) : "" });
  }

  /** @param {Stated} row */
  #placed({ case: id, places }) {
    return { places, own: this.#books.ownOf(id) };
  }

  /** @param {Stated & { day: string }} row @param {Uint8Array[]} transcripts @param {Opened} report @param {Pick<Listed, "news" | "tally">} told @returns {Listed} */
  #listed(row, transcripts, report, told) {
    const { case: id, day } = row;
    const common = { case: id, ...told, ...this.known(row, transcripts) };
    if (!isReadable(report)) return { ...common, day, arrival: "same", isShort: false, ...report };
    const written = report.document.day;
    return { ...common, isShort: false, day: written, arrival: arrival(written, day), ...report };
  }

  /** @param {Row} row @returns {Promise<Conversation>} */
  async conversation(row) {
    const { case: id, reply_to: replyTo } = row;
    await this.#files.open(id, row.versions);
    const { items, transcripts } = await this.#read(id, row.places.map(asStored));
    const report = items[0] && isReadable(items[0]) ? items[0].document : null;
    const isSame = report !== null && replyTo !== null && digestOf(replyTo) === report.body.reply_to;
    return {
      items: items.map((item) => ({ ...this.#vouch(id, item, transcripts), writtenBy: this.#writerOf(id, item) })),
      transcripts,
      arrived: row.day,
      replyTo: isSame ? replyTo : null,
      isOtherReporter: report !== null && !isSame,
    };
  }

  /** The texts of what came behind a report. @param {Row} row @returns {Promise<string[]>} */
  async messages({ case: id, places }) {
    const { items } = await this.#read(id, places.map(asStored));
    return items.flatMap(messageIn);
  }

  /** What a conversation that was read tells the list. @param {Row} row @param {Conversation} conversation @returns {Listed} */
  asRead(row, { items, transcripts }) {
    const sides = sidesOf(row.places.map(({ by, tag }) => ({ by, tag: tag === null ? null : fromBase64(tag) })));
    return { ...this.#fromReport({ ...row, sides }, transcripts, items[0]), messages: items.flatMap(messageIn) };
  }

  /** @param {Stated} row @param {Uint8Array[]} transcripts @returns {Known} */
  known(row, transcripts) {
    return {
      places: row.places,
      sides: row.sides,
      transcripts,
      stamp: stampOf(row),
      ...this.ofFile(row.case, row.purge_day),
    };
  }

  /** What the ledger says and the list shows of a case's file. @param {string} id @param {string | null} [told] the day on which the server deletes the case, where it was asked */
  ofFile(id, told) {
    const known = this.#files.get(id);
    const purge = known?.version ? known.content.purge : "";
    const isEarly = Boolean(told && (!purge || told < purge));
    const isOff = told !== undefined && (told ?? "") !== purge;
    const file = known?.version ? known.content : null;
    const [head, chainEnd] = [this.#files.headOf(id), this.#files.chainEndOf(id)];
    return { file, head, chainEnd, purge, isOff, flag: known?.flag || (isEarly ? "purge" : "") };
  }

  /** @param {string} id @param {Stored[]} stored */
  async #read(id, stored) {
    const { keyring } = this.#session;
    try {
      const removed = removedPlaces(this.#files.get(id)?.content ?? NEW, this.#trust.earlierDay);
      return await this.#session.during(keyring.read(id, stored, this.#trust.lists, removed));
    } catch (error) {
      if (this.#session.signal.aborted) throw error;
      // What can't be handed over is nothing that we wrote.
      const items = stored.map(({ seq, by }) => ({ seq, by, state: /** @type {const} */ ("damaged") }));
      return { items, transcripts: transcriptsOf(id, stored) };
    }
  }

  /** @param {string} id @param {Opened} item @returns {string} */
  #writerOf(id, item) {
    const body = isReadable(item) && item.document.type === "report" ? item.document.body : {};
    const advisor = String(body.origin);
    const key = this.#trust.voices.get(advisor);
    const isTrue = (/** @type {string} */ site) =>
      key !== undefined && isSigned(key, signatureIn(body.voice), originMessage(site, advisor, id, body));
    return this.#trust.sites.some(isTrue) ? this.#trust.nameOf(advisor) : "";
  }

  /** @param {string} id @param {Opened} item @param {Uint8Array[]} transcripts */
  #vouch(id, item, transcripts) {
    const isReply = item.by === "advisor" && isReadable(item);
    return isReply && !this.#books.isVouchedFor(id, item.seq, transcripts) ? { ...item, unvouched: true } : item;
  }
}

/** @param {Opened} item of a conversation @returns {string[]} its text, if it came behind the report and has one */
function messageIn(item) {
  return isReadable(item) && item.seq > 0 && typeof item.document.body.text === "string"
    ? [item.document.body.text]
    : [];
}

/** @param {Listed} listed @returns {boolean} whether there is more of it than its report, that report's photos, and what was read */
export function isPartly(listed) {
  const photos = isReadable(listed) ? Number(listed.document.body.files) || 0 : 0;
  return isReadable(listed) && !listed.isShort && !listed.messages && listed.places.length > 1 + photos;
}

/** @param {unknown} voice @returns {Uint8Array} what it stands for; nothing if that is no signature */
function signatureIn(voice) {
  try {
    return fromBase64Url(String(voice));
  } catch {
    return new Uint8Array();
  }
}

/** @param {Opened[]} items @returns {Uint8Array | null} the conversation's key, if its report can be read */
export function talkIn([report]) {
  return report && isReadable(report) ? talkOf(report.document) : null;
}

/** @param {Stated} row @returns {string} as the server's state says it */
function stampOf({ places, read, versions, purge_day: purge }) {
  return [places.length, read?.seq ?? -1, versions.length, purge].join();
}

/** @param {string} recipient @returns {string} */
function digestOf(recipient) {
  return toHex(recipientDigest(recipient));
}
