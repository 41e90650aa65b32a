// Opens what the server gives of a case: its report for the list, or its whole conversation, with the case file first,
// because that says what was removed on purpose.
import { fromBase64, fromBase64Url, toHex } from "../../crypto/bytes.ts";
import { sidesOf } from "../../crypto/card.ts";
import { transcriptsOf, type Opened, type Stored } from "../../crypto/conversation.ts";
import { talkOf } from "../../crypto/document.ts";
import { recipientDigest } from "../../crypto/keys.ts";
import { originMessage } from "../../crypto/origin.ts";
import { isSigned } from "../../crypto/signing.ts";
import { asMark, asStored, type Place, type Read } from "../../web/places.ts";
import { SessionOver } from "../keys/keyring.ts";
import type { OpenedCase, OpenedRow } from "../keys/tasks.ts";
import { NEW, removedPlaces, type State } from "../logic/casefile.ts";
import { arrival, isReadable } from "../logic/conversation.ts";
import type { Card } from "../logic/list-card.ts";
import { newsOf, newsOfCard, type News } from "../logic/news.ts";
import { lineId } from "../logic/tally.ts";
import type { Session } from "../session/session.ts";
import type { Trust } from "../session/trust.ts";
import type { Casefiles, Version } from "./casefiles.ts";
import type { Bookkeeping } from "./ledger.ts";

/** What the server's own state of a case is. */
export interface Stated {
  case: string;
  places: { seq: number; by: string }[];
  sides: Uint8Array;
  read: { seq: number } | null;
  versions: unknown[];
  purge_day: string | null;
}
/** A case as the server lists it. */
export interface Row {
  case: string;
  day: string;
  purge_day: string | null;
  reply_to: string | null;
  read: { seq: number; mark: string } | null;
  places: Place[];
  versions: Version[];
}
/**
 * What is known of a case besides its report: its places (`sides`: as `sidesOf`), the transcripts over them, what was
 * noted. `flag`: what is wrong with the notes (see `Casefiles`), or `purge` if the server would delete the case too
 * early; `isOff`: the server names another day, or none; `stamp` tells whether it is as it was; `chainEnd` stands
 * after the last version of its file, whoever wrote that.
 */
export interface Known {
  places: { seq: number; by: string }[];
  sides: Uint8Array;
  transcripts: Uint8Array[];
  file: State | null;
  head: Uint8Array;
  chainEnd: Uint8Array;
  purge: string;
  isOff: boolean;
  flag: string;
  stamp: string;
}
/**
 * One case in the list; `day` is the sealed one where it could be opened; `news`: a report, or an answer, that nobody
 * has opened yet; `tally`: what ties it to the line that counts it, empty if its report can't be read; `isShort`: it
 * is from a card, its long answers are cut, and no key of its conversation is in it; `messages`: the texts of what
 * came later, if it was read.
 */
export type Listed = {
  case: string;
  day: string;
  arrival: string;
  news: News;
  tally: string;
  isShort?: boolean;
  messages?: string[];
} & Known &
  Opened;
export interface Conversation {
  // `writtenBy`: the name of the advisor who signed that it was written down; empty for whatever else a report says of
  // itself
  items: (Opened & { unvouched?: boolean; writtenBy: string })[];
  transcripts: Uint8Array[];
  arrived: string; // the day that the server says
  replyTo: string | null; // whom a reply is sealed to besides the advisors; null if nobody can be answered
  isOtherReporter: boolean; // the server names another receipt than the sealed report does
}

export class Reading {
  #session;
  #trust;
  #books;
  #files;

  constructor(session: Session, trust: Trust, books: Bookkeeping, files: Casefiles) {
    this.#session = session;
    this.#trust = trust;
    this.#books = books;
    this.#files = files;
  }

  /**
   * A case as the worker opened it.
   * @throws {ApiError | SessionOver}
   */
  async fromOpened(opened: OpenedCase): Promise<Listed> {
    await this.#files.takeOpened(opened);
    return this.#fromReport(opened, opened.transcripts, opened.report);
  }

  /**
   * A case as its card has it.
   * @param row with a card
   */
  fromCard(row: OpenedRow): Listed {
    const { report, file, tally, marks } = row.card as Card;
    this.#files.adopt(row.case, file, row);
    const news = newsOfCard(marks, this.#placed(row), asMark(row.read));
    return { ...this.#listed(row, row.transcripts, report, { news, tally }), isShort: true };
  }

  #fromReport(row: Stated & { day: string; read: Read }, transcripts: Uint8Array[], report: Opened): Listed {
    const news = newsOf(talkIn([report]), transcripts, this.#placed(row), asMark(row.read));
    return this.#listed(row, transcripts, report, { news, tally: isReadable(report) ? lineId(report.document) : "" });
  }

  #placed({ case: id, places }: Stated) {
    return { places, own: this.#books.ownOf(id) };
  }

  #listed(
    row: Stated & { day: string },
    transcripts: Uint8Array[],
    report: Opened,
    told: Pick<Listed, "news" | "tally">,
  ): Listed {
    const { case: id, day } = row;
    const common = { case: id, ...told, ...this.known(row, transcripts) };
    if (!isReadable(report)) return { ...common, day, arrival: "same", isShort: false, ...report };
    const written = report.document.day;
    return { ...common, isShort: false, day: written, arrival: arrival(written, day), ...report };
  }

  async conversation(row: Row): Promise<Conversation> {
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

  /** The texts of what came behind a report. */
  async messages({ case: id, places }: Row): Promise<string[]> {
    const { items } = await this.#read(id, places.map(asStored));
    return items.flatMap(messageIn);
  }

  /** What a conversation that was read tells the list. */
  asRead(row: Row, { items, transcripts }: Conversation): Listed {
    const sides = sidesOf(row.places.map(({ by, tag }) => ({ by, tag: tag === null ? null : fromBase64(tag) })));
    return { ...this.#fromReport({ ...row, sides }, transcripts, items[0]), messages: items.flatMap(messageIn) };
  }

  known(row: Stated, transcripts: Uint8Array[]): Known {
    return {
      places: row.places,
      sides: row.sides,
      transcripts,
      stamp: stampOf(row),
      ...this.ofFile(row.case, row.purge_day),
    };
  }

  /**
   * What the ledger says and the list shows of a case's file.
   * @param told the day on which the server deletes the case, where it was asked
   */
  ofFile(id: string, told?: string | null) {
    const known = this.#files.get(id);
    const purge = known?.version ? known.content.purge : "";
    const isEarly = Boolean(told && (!purge || told < purge));
    const isOff = told !== undefined && (told ?? "") !== purge;
    const file = known?.version ? known.content : null;
    const [head, chainEnd] = [this.#files.headOf(id), this.#files.chainEndOf(id)];
    return { file, head, chainEnd, purge, isOff, flag: known?.flag || (isEarly ? "purge" : "") };
  }

  async #read(id: string, stored: Stored[]) {
    const { keyring } = this.#session;
    try {
      const removed = removedPlaces(this.#files.get(id)?.content ?? NEW, this.#trust.earlierDay);
      return await keyring.read(id, stored, this.#trust.lists, removed);
    } catch (error) {
      if (error instanceof SessionOver) throw error;
      // What can't be handed over is nothing that we wrote.
      const items = stored.map(({ seq, by }) => ({ seq, by, state: "damaged" as const }));
      return { items, transcripts: transcriptsOf(id, stored) };
    }
  }

  #writerOf(id: string, item: Opened): string {
    const body = isReadable(item) && item.document.type === "report" ? item.document.body : {};
    const advisor = String(body.origin);
    const key = this.#trust.voices.get(advisor);
    const isTrue = (site: string) =>
      key !== undefined && isSigned(key, signatureIn(body.voice), originMessage(site, advisor, id, body));
    return this.#trust.sites.some(isTrue) ? this.#trust.nameOf(advisor) : "";
  }

  #vouch(id: string, item: Opened, transcripts: Uint8Array[]) {
    const isReply = item.by === "advisor" && isReadable(item);
    return isReply && !this.#books.isVouchedFor(id, item.seq, transcripts) ? { ...item, unvouched: true } : item;
  }
}

/** @param item of a conversation @returns its text, if it came behind the report and has one */
function messageIn(item: Opened): string[] {
  return isReadable(item) && item.seq > 0 && typeof item.document.body.text === "string"
    ? [item.document.body.text]
    : [];
}

/** @returns whether there is more of it than its report, that report's photos, and what was read */
export function isPartly(listed: Listed): boolean {
  const photos = isReadable(listed) ? Number(listed.document.body.files) || 0 : 0;
  return isReadable(listed) && !listed.isShort && !listed.messages && listed.places.length > 1 + photos;
}

/** @returns what it stands for; nothing if that is no signature */
function signatureIn(voice: unknown): Uint8Array {
  try {
    return fromBase64Url(String(voice));
  } catch {
    return new Uint8Array();
  }
}

/** @returns the conversation's key, if its report can be read */
export function talkIn([report]: Opened[]): Uint8Array | null {
  return report && isReadable(report) ? talkOf(report.document) : null;
}

/** @returns as the server's state says it */
function stampOf({ places, read, versions, purge_day: purge }: Stated): string {
  return [places.length, read?.seq ?? -1, versions.length, purge].join();
}

function digestOf(recipient: string): string {
  return toHex(recipientDigest(recipient));
}
