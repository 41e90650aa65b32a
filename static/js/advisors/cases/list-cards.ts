// The cards of one session: what an advisor's browser made of each case once, so that the list need not open it again.
// They lie with the server under a key that the advisors share and nobody else has. See [Note: A list card is a cache].
import { concat, fromBase64, fromHex } from "../../crypto/bytes.ts";
import { frame, uint32 } from "../../web/frame.ts";
import { portal } from "../../web/page.ts";
import { readTexts } from "../../web/rows.ts";
import { TaskFailed } from "../keys/keyring.ts";
import type { ListedCase, OpenedCase } from "../logic/case.ts";
import { isReadable } from "../logic/conversation.ts";
import { asCard, searchTextOf } from "../logic/list-card.ts";
import { ApiError } from "../session/api.ts";
import type { Session } from "../session/session.ts";
import { BACKGROUND, type Trust } from "../session/trust.ts";

const LONGEST_BATCH = 200_000; // bytes; what a body may have, with room to spare
const AT_ONCE = 100; // cards that are sealed in one go

export interface CardPortion<T> {
  opened: Promise<T>;
  following: Promise<CardPortion<T>> | null;
  total: number;
}

export class ListCards {
  #session;
  #trust;
  #n = 0; // of the key in use; 0 for none
  #rows: Promise<CardPortion<OpenedCase<{ card: unknown }>[]>> | null = null;
  #texts: Promise<CardPortion<{ case: string; content: Uint8Array }[]>> | null = null;
  /** Cases that the server has, as it said last. */
  total = 0;
  #handing: Promise<void> | null = null;
  /** what was opened and has no card yet */
  #owed: ListedCase[] = [];

  constructor(session: Session, trust: Trust) {
    this.#session = session;
    this.#trust = trust;
  }

  /** Begins to fetch and to open everything; see `rows`. */
  begin() {
    // A cache that fails stops nobody: without a key everything is opened as it stands.
    const isUnlocked = this.#unlock().catch(() => {});
    this.#rows = this.#portion("/inbox/rows", "", async (packed) => {
      await isUnlocked;
      return this.#session.keyring.openRows(packed);
    });
    this.#texts = null;
    this.#rows.catch(() => {}); // whoever waits for it hears it
  }

  /**
   * Every case that there is, open ones first, newest first, portion by portion.
   * @throws {ApiError | SessionOver}
   */
  async *rows(): AsyncGenerator<OpenedCase<{ card: unknown }>[]> {
    for await (const rows of this.#opened(this.#rows)) {
      yield rows;
      this.#texts ??= this.#portion("/inbox/texts", "", async (packed) => readTexts(packed));
    }
    this.#rows = null; // it holds on to all that came
  }

  /** What is searched, of cases whose cards were used. */
  async *texts(get: (id: string) => ListedCase | undefined): AsyncGenerator<Map<string, string>> {
    const opening: Promise<Map<string, string>>[] = [];
    for await (const texts of this.#opened(this.#texts)) {
      opening.push(this.#openTexts(texts, get));
      if (opening.length > 1) yield await (opening.shift() as Promise<Map<string, string>>);
    }
    for (const last of opening) yield await last;
    this.#texts = null;
  }

  /** Notes that a case was opened, so that it gets a card. */
  owe(listed: ListedCase) {
    const { removal } = listed.file ?? {};
    const isToGo = removal && removal.day <= this.#trust.laterDay && listed.state !== "removed";
    if (isReadable(listed) && !listed.flag && !isToGo) this.#owed.push(listed);
  }

  /** Seals the cards that are owed, and hands them in. What is not taken is made anew the next time. */
  handIn() {
    this.#handing ??= this.#handAllIn().finally(() => {
      this.#handing = null;
    });
    return this.#handing;
  }

  async #handAllIn() {
    if (!this.#trust.mayWrite(BACKGROUND)) return;
    if (this.#owed.length && !this.#isInUse) await this.#unlock({ isToBeMade: true });
    while (this.#owed.length && this.#isInUse && this.#trust.mayWrite(BACKGROUND)) {
      await this.#seal(this.#owed.splice(0, AT_ONCE));
    }
  }

  // Once the advisors have changed, the key is one that somebody who left knows.
  get #isInUse() {
    return this.#n > 0 && this.#n === this.#trust.recipientsN;
  }

  async #seal(some: ListedCase[]) {
    const cards = some.map((listed) => ({
      ...boundTo(listed),
      content: { card: asCard(listed), text: searchTextOf(listed) },
    }));
    const sealed = await this.#session.keyring.sealCards(cards);
    let batch = [];
    let length = 0;
    for (const [at, { card, text }] of sealed.entries()) {
      const item = concat(fromHex(cards[at].case), uint32(card.length), uint32(text.length), card, text);
      if (length + item.length > LONGEST_BATCH && batch.length) {
        await this.#send(batch);
        batch = [];
        length = 0;
      }
      batch.push(item);
      length += item.length;
    }
    if (batch.length) await this.#send(batch);
  }

  async #send(batch: Uint8Array[]) {
    const sending = this.#session.api.postFrame("/inbox/cards", frame([uint32(this.#n), ...batch]));
    await sending.catch(() => {}); // without a network there are no new cards
  }

  // The key that the advisors of now share. It is made only once all that there is was looked at; until then everything is
  // opened as it stands.
  /** @param how whether it is to be made if there is none */
  async #unlock({ isToBeMade = false }: { isToBeMade?: boolean } = {}) {
    this.#n = 0;
    const n = this.#trust.recipientsN;
    if (this.#trust.problem || !n) return;
    const told = (await this.#ask(n)) ?? (isToBeMade ? await this.#make(n) : null);
    if (!told) return;
    const { voices, sites } = this.#trust;
    const now = new Map([...voices].filter(([id]) => this.#trust.voiceOf(id)));
    try {
      const expected = { n, voices: now, sites };
      await this.#session.keyring.useTeamKey(fromBase64(told), expected);
      this.#n = n;
    } catch (error) {
      if (!(error instanceof TaskFailed)) throw error; // else: not made by one of us, and no cards are used or made
    }
  }

  /** @returns the sealed key of these recipients; null if there is none */
  async #ask(n: number): Promise<string | null> {
    try {
      const { envelope } = await this.#session.api.get<{ envelope: string }>(`/inbox/team-key?n=${n}`);
      return envelope;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  }

  // Whoever comes first makes it, and both take the one that the server kept.
  async #make(n: number): Promise<string | null> {
    const { keyring, api, advisor } = this.#session;
    const maker = { site: portal.origin, n, writer: advisor.id };
    const { texts, n: list } = this.#trust.check(BACKGROUND);
    const envelope = await keyring.makeTeamKey(maker, texts);
    const sending = api.postFrame("/inbox/team-key", frame([uint32(list), uint32(n)], [{ envelope }]));
    await sending.catch(() => {}); // without a network there is no key
    return this.#ask(n);
  }

  async #openTexts(
    texts: { case: string; content: Uint8Array }[],
    get: (id: string) => ListedCase | undefined,
  ): Promise<Map<string, string>> {
    const found = texts.flatMap(({ case: id, content }) => {
      const listed = get(id);
      return listed ? [{ ...boundTo(listed), content }] : [];
    });
    const opened = await this.#session.keyring.openTexts(found);
    return new Map(found.flatMap(({ case: id }, at) => (opened[at] === null ? [] : [[id, opened[at]]])));
  }

  async *#opened<T>(first: Promise<CardPortion<T>> | null): AsyncGenerator<T> {
    for (let coming = first; coming;) {
      const { opened, following, total }: CardPortion<T> = await coming;
      coming = following;
      this.total = total;
      yield await opened;
    }
  }

  // Where the next one begins stands in an answer's head, so that it is on its way while this one still comes.
  async #portion<T>(url: string, after: string, open: (packed: Uint8Array) => Promise<T>): Promise<CardPortion<T>> {
    const { api } = this.#session;
    const { bytes, next, total } = await api.packed(after ? `${url}?after=${after}` : url);
    const opened = bytes.then(open);
    const following = next ? this.#portion(url, next, open) : null;
    for (const each of [opened, following]) each?.catch(() => {}); // whoever waits for it hears it
    return { opened, following, total };
  }
}

/** @returns what its card is bound to */
function boundTo({ case: id, transcripts, chainEnd, sides }: ListedCase): {
  case: string;
  state: Uint8Array;
  head: Uint8Array;
  sides: Uint8Array;
} {
  return { case: id, state: transcripts[transcripts.length - 1], head: chainEnd, sides };
}
