// Opens what the server gives of a case: its report for the list, or its whole conversation, with the case file first,
// because that says what was removed on purpose.
import { fromBase64, fromBase64Url, toHex } from "../../crypto/bytes.ts";
import { transcriptsOf, type OpenedPlace, type Stored } from "../../crypto/conversation.ts";
import { talkOf } from "../../crypto/document.ts";
import { recipientDigest } from "../../crypto/keys.ts";
import { sidesOf } from "../../crypto/list-card.ts";
import { originMessage } from "../../crypto/origin.ts";
import { isSigned } from "../../crypto/signing.ts";
import { asMark, asStored, type ReadText } from "../../web/places.ts";
import { SessionOver } from "../keys/keyring.ts";
import type { Inside } from "../keys/opening.ts";
import type { CaseConversation, ListCard, ListedCase, OpenedCase, ServerCase } from "../logic/case.ts";
import { NEW, removedPlaces } from "../logic/casefile.ts";
import { arrival, isReadable } from "../logic/conversation.ts";
import { newsOf, newsOfCard } from "../logic/news.ts";
import { lineId } from "../logic/tally.ts";
import type { Session } from "../session/session.ts";
import type { Trust } from "../session/trust.ts";
import type { Casefiles } from "./casefiles.ts";
import type { Ledgers } from "./ledger.ts";

/** What the server's own state of a case is. */
type ServerState = Pick<OpenedCase<unknown>, "case" | "day" | "places" | "sides" | "purge_day"> & {
  read: { seq: number } | null;
  versions: unknown[];
};
/** What is known of a case besides its report. */
type Facts = Omit<ListedCase, keyof OpenedPlace | "case" | "day" | "arrival" | "news" | "tally">;

export class Reading {
  #session;
  #trust;
  #books;
  #files;

  constructor(session: Session, trust: Trust, books: Ledgers, files: Casefiles) {
    this.#session = session;
    this.#trust = trust;
    this.#books = books;
    this.#files = files;
  }

  /**
   * A case as the worker opened it.
   * @throws {ApiError | SessionOver}
   */
  async fromOpened(opened: OpenedCase<Inside>): Promise<ListedCase> {
    await this.#files.takeOpened(opened);
    return this.#fromReport(opened, opened.transcripts, opened.report);
  }

  /**
   * A case as its card has it.
   * @param row with a card
   */
  fromCard(row: OpenedCase<{ card: unknown }>): ListedCase {
    const { report, file, tally, marks } = row.card as ListCard;
    this.#files.adopt(row.case, file, row);
    const news = newsOfCard(marks, this.#placed(row), asMark(row.read));
    return { ...this.#listed(row, row.transcripts, report, { news, tally }), isShort: true };
  }

  #fromReport(row: ServerState & { read: ReadText }, transcripts: Uint8Array[], report: OpenedPlace): ListedCase {
    const news = newsOf(talkIn([report]), transcripts, this.#placed(row), asMark(row.read));
    return this.#listed(row, transcripts, report, { news, tally: isReadable(report) ? lineId(report.document) : "" });
  }

  #placed({ case: id, places }: ServerState) {
    return { places, own: this.#books.ownOf(id) };
  }

  #listed(
    row: ServerState,
    transcripts: Uint8Array[],
    report: OpenedPlace,
    told: Pick<ListedCase, "news" | "tally">,
  ): ListedCase {
    const { case: id, day } = row;
    const common = { case: id, ...told, ...this.#known(row, transcripts) };
    if (!isReadable(report)) return { ...common, day, arrival: "same", isShort: false, ...report };
    const written = report.document.day;
    return { ...common, isShort: false, day: written, arrival: arrival(written, day), ...report };
  }

  async conversation(row: ServerCase): Promise<CaseConversation> {
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
  async messages({ case: id, places }: ServerCase): Promise<string[]> {
    const { items } = await this.#read(id, places.map(asStored));
    return items.flatMap(messageIn);
  }

  /** What a conversation that was read tells the list. */
  asRead(row: ServerCase, { items, transcripts }: CaseConversation): ListedCase {
    const sides = sidesOf(row.places.map(({ by, tag }) => ({ by, tag: tag === null ? null : fromBase64(tag) })));
    return { ...this.#fromReport({ ...row, sides }, transcripts, items[0]), messages: items.flatMap(messageIn) };
  }

  #known(row: ServerState, transcripts: Uint8Array[]): Facts {
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

  #writerOf(id: string, item: OpenedPlace): string {
    const body = isReadable(item) && item.document.type === "report" ? item.document.body : {};
    const advisor = String(body.origin);
    const key = this.#trust.voices.get(advisor);
    const isTrue = (site: string) =>
      key !== undefined && isSigned(key, signatureIn(body.voice), originMessage(site, advisor, id, body));
    return this.#trust.sites.some(isTrue) ? this.#trust.nameOf(advisor) : "";
  }

  // See [Note: A ledger vouches].
  #vouch(id: string, item: OpenedPlace, transcripts: Uint8Array[]) {
    const isReply = item.by === "advisor" && isReadable(item);
    return isReply && !this.#books.isVouchedFor(id, item.seq, transcripts) ? { ...item, unvouched: true } : item;
  }
}

/** @param item of a conversation @returns its text, if it came behind the report and has one */
function messageIn(item: OpenedPlace): string[] {
  return isReadable(item) && item.seq > 0 && typeof item.document.body.text === "string"
    ? [item.document.body.text]
    : [];
}

/** @returns whether there is more of it than its report, that report's photos, and what was read */
export function isPartly(listed: ListedCase): boolean {
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
export function talkIn([report]: OpenedPlace[]): Uint8Array | null {
  return report && isReadable(report) ? talkOf(report.document) : null;
}

/** @returns as the server's state says it */
function stampOf({ places, read, versions, purge_day: purge }: ServerState): string {
  return [places.length, read?.seq ?? -1, versions.length, purge].join();
}

function digestOf(recipient: string): string {
  return toHex(recipientDigest(recipient));
}
