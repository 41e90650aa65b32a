// A case in each of its shapes, from the server's row to what an advisor reads; the last one, the list's row, is in rows.ts.
import type { OpenedPlace } from "../../crypto/conversation.ts";
import type { Document } from "../../crypto/document.ts";
import type { Place } from "../../web/places.ts";
import type { PackedCase } from "../../web/rows.ts";
import type { CaseState, FileVersion } from "./casefile.ts";
import type { News } from "./news.ts";

/** A case as the server tells it alone, in JSON. */
export interface ServerCase {
  case: string; // id
  day: string; // ISO day
  purge_day: string | null; // ISO day
  reply_to: string | null;
  read: { seq: number; mark: string } | null;
  places: Place[];
  versions: FileVersion[];
}

/** A case as it was packed among many, with what a worker opened of it. The hashes of its places are in the transcripts. */
export type OpenedCase<Inside> = Omit<PackedCase, "places"> & { places: { seq: number; by: string }[] } & Inside;

/** One case in the list, as its report was opened, and what is known of it besides. */
export interface ListedCase extends OpenedPlace {
  case: string; // id
  day: string; // ISO day: the sealed one where it could be opened
  arrival: string; // how the day of writing and that of arrival fit
  news: News; // a report, or an answer, that nobody has opened yet
  tally: string; // what ties it to the line that counts it; empty if its report can't be read
  isShort?: boolean; // it is from a card: its long answers are cut, and no key of its conversation is in it
  messages?: string[]; // the texts of what came later, if it was read
  places: { seq: number; by: string }[];
  sides: Uint8Array; // see `sidesOf`
  transcripts: Uint8Array[]; // over its places
  file: CaseState | null; // what was noted
  head: Uint8Array; // how far the ledger may go in its file
  chainEnd: Uint8Array; // after the last version of its file, whoever wrote that
  purge: string; // ISO day
  isOff: boolean; // the server names another day, or none
  flag: string; // what is wrong with the notes (see `Casefiles`); `purge` if the server would delete the case too early
  stamp: string; // tells whether it is as it was
}

/** What the ledger says of a case. */
export type LedgeredCase = Pick<ListedCase, "transcripts" | "head" | "purge"> & { places: { by: string }[] };

/**
 * What a card keeps of a case: `file` without what only the case itself shows: of its log there is the first contact, of
 * copies nothing. `tally`: what ties the case to the line that counts it; `marks`: the true read mark of each place from
 * the reporter's last on.
 */
export interface ListCard {
  report: Pick<OpenedPlace, "seq" | "by" | "state"> & { document: Document };
  file: CaseState | null;
  tally: string;
  marks: Record<number, string>;
}

/** A case that was read whole. */
export interface CaseConversation {
  items: ReadPlace[];
  transcripts: Uint8Array[];
  arrived: string; // the day that the server says
  replyTo: string | null; // whom a reply is sealed to besides the advisors; null if nobody can be answered
  isOtherReporter: boolean; // the server names another receipt than the sealed report does
}

/** A place of it. */
export interface ReadPlace extends OpenedPlace {
  unvouched?: boolean; // a reply that nobody of now vouches for
  writtenBy: string; // the advisor who signed that it was written down; empty for whatever else a report says of itself
}

/** What the server tells of every case: places, how far read, versions of its file, the day on which it goes. */
export interface ToldState {
  cases: Record<string, [number, number, number, string | null]>;
  team: number;
  tally: number;
  absence: string;
  mail: string;
  today: string;
}
