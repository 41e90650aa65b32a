// Every case of one session as it was opened: from its card, or as it stands where a card can't be used; and what is
// searched. See [Note: A list card is a cache].
import { SHARED } from "../../crypto/casefile.ts";
import { isSame } from "../../crypto/talk.ts";
import { SessionOver } from "../keys/keyring.ts";
import type { Inside } from "../keys/opening.ts";
import type { ListedCase, OpenedCase, ServerCase } from "../logic/case.ts";
import { searchTextOf } from "../logic/list-card.ts";
import { ApiError } from "../session/api.ts";
import { Session } from "../session/session.ts";
import { Trust } from "../session/trust.ts";
import { ListCards } from "./list-cards.ts";
import { Reading, isPartly, talkIn } from "./reading.ts";
import type { ConversationKeys } from "./reseal.ts";

const ONLY = 100; // cases asked for by their ids at once
const AT_ONCE = 3; // such requests on their way
const FEW = 20; // whole texts that are read for the search before the page has its turn
const SLICE = 100; // cases that are taken before the page has its turn
const SHOW_MS = 1000; // how often the list is shown anew while it is read

/** How far something is. */
export interface Progress {
  done: number;
  total: number;
}

/** Who hears of it: cases were opened; one has lost something that stood there; the list is to be shown anew. */
export interface Hearers {
  taken: (some: ListedCase[]) => void;
  wentBack: (id: string) => void;
  changed: () => void;
}

export class OpenedCases {
  /** by id */
  all = new Map<string, ListedCase>();
  /** how far reading is; null when it is not under way */
  progress: Progress | null = null;
  /** how many can be searched; null for all */
  searchable: Progress | null = null;
  /** how many had to be opened because they had no card that could be used */
  remade = 0;
  /** what is searched, by case */
  texts = new Map<string, string>();

  #session;
  #trust;
  #reading;
  #cards;
  #told;
  #shown = 0; // when the list was shown last

  constructor(session: Session, trust: Trust, reading: Reading, told: Hearers) {
    this.#session = session;
    this.#trust = trust;
    this.#reading = reading;
    this.#cards = new ListCards(session, trust);
    this.#told = told;
  }

  /** All is read anew; the first of it is on its way. */
  begin() {
    this.all.clear();
    this.texts.clear();
    this.remade = 0;
    this.changed({ done: 0, total: 0 });
    this.#cards.begin();
  }

  /** Takes every case that there is. @throws {ApiError | SessionOver} */
  async readList() {
    for await (const told of this.#cards.rows()) {
      const rows = told.filter((row) => isCase(row.case));
      const isUsable = ({ card }: OpenedCase<{ card: unknown }>) => card && !this.#trust.problem;
      await this.#takeCards(rows.filter(isUsable));
      await this.#openAnew(rows.filter((row) => !isUsable(row)).map((row) => row.case));
    }
  }

  /** From now on what can't be searched yet is told: whoever searches at once should not hear that there is nothing. */
  countTexts() {
    if (this.texts.size < this.all.size) this.searchable = { done: this.texts.size, total: this.all.size };
  }

  /** Seals the cards that are owed, and hands them in. */
  handIn() {
    return this.#cards.handIn();
  }

  /** Has the list shown anew. @param progress of reading */
  changed(progress: Progress | null = this.progress) {
    this.progress = progress;
    this.#shown = performance.now();
    this.#told.changed();
  }

  /** @param rows with cards */
  async #takeCards(rows: OpenedCase<{ card: unknown }>[]) {
    for (let at = 0; at < rows.length; at += SLICE) {
      const some = rows.slice(at, at + SLICE).filter(({ case: id }) => this.all.get(id)?.isShort !== false);
      const taken = some.map((row) => this.#reading.fromCard(row));
      for (const listed of taken) this.all.set(listed.case, listed);
      this.#told.taken(taken);
      this.#advance();
      await turn();
    }
  }

  // What is new has no card yet; for all others it is said that they had to be opened once more.
  async #openAnew(ids: string[]) {
    await this.open(ids);
    this.remade += ids.filter((id) => this.all.get(id)?.news === "").length;
  }

  /** Opens cases without a card that can be used; they get one. While some are opened, others are on their way. */
  async open(ids: string[]) {
    const waiting = [...ids];
    const openSome = async () => {
      while (waiting.length) {
        const only = waiting.splice(0, ONLY).join();
        await this.#take(await this.#openPacked(`/inbox/rows?only=${only}`));
        this.#advance();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, openSome));
  }

  async #openPacked(url: string): Promise<OpenedCase<Inside>[]> {
    const { api, keyring } = this.#session;
    const { lists, voices, sites, earlierDay: today } = this.#trust;
    const { bytes } = await api.packed(url);
    return keyring.openCases(await bytes, { lists, voices, sites, today });
  }

  async #take(rows: OpenedCase<Inside>[]) {
    const taken = await Promise.all(rows.map((row) => this.#reading.fromOpened(row)));
    for (const [at, listed] of taken.entries()) {
      if (at % FEW === 0) await turn(); // to read a long text for the search takes its time
      this.notice(listed.case, listed.transcripts);
      this.keep(listed);
    }
    this.#told.taken(taken);
  }

  /** What stood there a moment ago stands there still, whatever was asked for. */
  notice(id: string, transcripts: Uint8Array[]) {
    const before = this.all.get(id);
    if (before && !goesOn(before.transcripts, transcripts)) this.#told.wentBack(id);
  }

  /** What was opened as a whole can be searched, and gets a card, unless it has one. */
  keep(listed: ListedCase, { needsCard = true }: { needsCard?: boolean } = {}) {
    this.all.set(listed.case, listed);
    if (listed.isShort) return;
    this.texts.set(listed.case, searchTextOf(listed));
    if (needsCard && !isPartly(listed)) this.#cards.owe(listed);
  }

  /** What was purged. */
  forget(id: string) {
    this.all.delete(id);
    this.texts.delete(id);
  }

  /** The list is there by now; what its rows are searched by follows. */
  async readTexts() {
    if (!this.searchable) return;
    const short = (id: string) => (this.texts.has(id) ? undefined : this.all.get(id));
    for await (const texts of this.#cards.texts(short)) {
      for (const [id, text] of texts) this.texts.set(id, text);
      this.searchable = { done: this.texts.size, total: this.all.size };
      if (this.#isTime()) this.changed();
    }
    await this.open([...this.all.keys()].filter((id) => !this.texts.has(id)));
    this.searchable = null;
    this.changed();
  }

  /** A card does not hold the keys of a conversation, so cases that are known by theirs are opened once more. */
  async keysOf(ids: string[]): Promise<Map<string, ConversationKeys>> {
    await this.open(ids.filter((id) => this.all.get(id)?.isShort !== false));
    return new Map(
      ids.flatMap((id) => {
        const listed = this.all.get(id);
        const talk = listed && talkIn([listed]);
        const replyTo = listed?.document?.body.reply_to;
        return talk && typeof replyTo === "string" ? [[id, { talk, replyTo }] as const] : [];
      }),
    );
  }

  /** A report that was opened anew is searched with what came behind it, and only then it gets a card. */
  async readMessages() {
    const waiting = [...this.all.values()].filter(isPartly).map((listed) => listed.case);
    const readSome = async () => {
      for (let id = waiting.pop(); id; id = waiting.pop()) await this.#readMessagesOf(id).catch(unlessOver);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, readSome));
  }

  async #readMessagesOf(id: string) {
    const messages = await this.#reading.messages(await this.fetch(id));
    const listed = this.all.get(id);
    if (listed && isPartly(listed)) this.keep({ ...listed, messages });
  }

  /** @throws {ApiError | SessionOver} */
  fetch(id: string): Promise<ServerCase> {
    if (!isCase(id)) throw new ApiError(404);
    return this.#session.api.get(`/inbox/cases/${id}`);
  }

  // Reading goes on, and is shown now and then.
  #advance() {
    if (this.progress && (!this.progress.done || this.#isTime())) {
      this.changed({ done: this.all.size, total: this.#cards.total });
    }
  }

  /** @returns whether the list is to be shown again */
  #isTime(): boolean {
    return performance.now() - this.#shown >= SHOW_MS;
  }
}

/** No report makes an id that is shared; whoever writes one into the database would have a case taken for what all cases share. */
export function isCase(id: string): boolean {
  return !SHARED.includes(id);
}

/** @param error of something that is done again the next time @throws {SessionOver} nobody looks any more */
export function unlessOver(error: unknown) {
  if (error instanceof SessionOver) throw error;
}

/** Lets the page do what else there is to do. A timeout waits longer the more there are, so it is the second choice. */
export function turn() {
  return window.scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
}

/** @param before transcripts @returns whether everything stands that stood there */
function goesOn(before: Uint8Array[], now: Uint8Array[]): boolean {
  const last = before.length - 1;
  return last < now.length && isSame(before[last], now[last]);
}
