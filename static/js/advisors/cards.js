// The cards of one session: what an advisor's browser made of each case once, so that the list need not open it again.
// They lie with the server under a key that the advisors share and nobody else has; they can be lost without loss.
import { concat, fromBase64, fromHex } from "../crypto/bytes.js";
import { frame, uint32 } from "../web/frame.js";
import { post } from "../web/post.js";
import { readTexts } from "../web/rows.js";
import { ApiError } from "./api.js";
import { TaskFailed } from "./keyring.js";
import { asCard, textOf } from "./logic/card.js";
import { isReadable } from "./logic/conversation.js";
import { BACKGROUND } from "./trust.js";

const LONGEST_BATCH = 200_000; // bytes; what a body may have, with room to spare
const AT_ONCE = 100; // cards that are sealed in one go

/** @typedef {import("./keyring.js").OpenedRow} OpenedRow */
/** @typedef {import("./reading.js").Listed} Listed */
/** @template T @typedef {{ opened: Promise<T>, following: Promise<Portion<T>> | null, total: number }} Portion */

export class Cards {
  #session;
  #trust;
  #n = 0; // of the key in use; 0 for none
  /** @type {Promise<Portion<OpenedRow[]>> | null} */
  #rows = null;
  /** @type {Promise<Portion<{ case: string, content: Uint8Array }[]>> | null} */
  #texts = null;
  /** Cases that the server has, as it said last. */
  total = 0;
  /** @type {Promise<void> | null} */
  #handing = null;
  /** @type {Listed[]} what was opened and has no card yet */
  #owed = [];

  /** @param {import("./session.js").Session} session @param {import("./trust.js").Trust} trust */
  constructor(session, trust) {
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
   * @returns {AsyncGenerator<OpenedRow[]>}
   * @throws {ApiError | import("./session.js").SessionOver}
   */
  async *rows() {
    for await (const rows of this.#opened(this.#rows)) {
      yield rows;
      this.#texts ??= this.#portion("/inbox/texts", "", async (packed) => readTexts(packed));
    }
    this.#rows = null; // it holds on to all that came
  }

  /**
   * What is searched, of cases whose cards were used.
   * @param {(id: string) => Listed | undefined} get
   * @returns {AsyncGenerator<Map<string, string>>}
   */
  async *texts(get) {
    /** @type {Promise<Map<string, string>>[]} */
    const opening = [];
    for await (const texts of this.#opened(this.#texts)) {
      opening.push(this.#openTexts(texts, get));
      if (opening.length > 1) yield await /** @type {Promise<Map<string, string>>} */ (opening.shift());
    }
    for (const last of opening) yield await last;
    this.#texts = null;
  }

  /** Notes that a case was opened, so that it gets a card. @param {Listed} listed */
  owe(listed) {
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

  /** @param {Listed[]} some */
  async #seal(some) {
    const cards = some.map((listed) => ({
      ...boundTo(listed),
      content: { card: asCard(listed), text: textOf(listed) },
    }));
    const sealed = await this.#session.during(this.#session.keyring.sealCards(cards));
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

  /** @param {Uint8Array[]} batch */
  async #send(batch) {
    const options = { headers: this.#session.api.headers, signal: this.#session.signal };
    const sending = post("/inbox/cards", frame([uint32(this.#n), ...batch]), options);
    await this.#session.during(sending.catch(() => {})); // without a network there are no new cards
  }

  // The key that the advisors of now share. It is made only once all that there is was looked at; until then everything is
  // opened as it stands.
  /** @param {{ isToBeMade?: boolean }} [how] whether it is to be made if there is none */
  async #unlock({ isToBeMade = false } = {}) {
    this.#n = 0;
    const n = this.#trust.recipientsN;
    if (this.#trust.problem || !n) return;
    const told = (await this.#ask(n)) ?? (isToBeMade ? await this.#make(n) : null);
    if (!told) return;
    const { voices, sites } = this.#trust;
    const now = new Map([...voices].filter(([id]) => this.#trust.voiceOf(id)));
    try {
      const expected = { n, voices: now, sites };
      await this.#session.during(this.#session.keyring.useTeamKey(fromBase64(told), expected));
      this.#n = n;
    } catch (error) {
      if (!(error instanceof TaskFailed)) throw error; // else: not made by one of us, and no cards are used or made
    }
  }

  /** @param {number} n @returns {Promise<string | null>} the sealed key of these recipients; null if there is none */
  async #ask(n) {
    try {
      const { envelope } = await this.#session.during(this.#session.api.get(`/inbox/team-key?n=${n}`));
      return envelope;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  }

  // Whoever comes first makes it, and both take the one that the server kept.
  /** @param {number} n @returns {Promise<string | null>} */
  async #make(n) {
    const { keyring, api, advisor, signal } = this.#session;
    const maker = { site: window.location.origin, n, writer: advisor.id };
    const { texts, n: list } = this.#trust.check(BACKGROUND);
    const envelope = await this.#session.during(keyring.makeTeamKey(maker, texts));
    const frameOf = frame([uint32(list), uint32(n)], [{ envelope }]);
    const sending = post("/inbox/team-key", frameOf, { headers: api.headers, signal });
    await this.#session.during(sending.catch(() => {})); // without a network there is no key
    return this.#ask(n);
  }

  /** @param {{ case: string, content: Uint8Array }[]} texts @param {(id: string) => Listed | undefined} get @returns {Promise<Map<string, string>>} */
  async #openTexts(texts, get) {
    const found = texts.flatMap(({ case: id, content }) => {
      const listed = get(id);
      return listed ? [{ ...boundTo(listed), content }] : [];
    });
    const opened = await this.#session.during(this.#session.keyring.openTexts(found));
    return new Map(found.flatMap(({ case: id }, at) => (opened[at] === null ? [] : [[id, opened[at]]])));
  }

  /**
   * @template T
   * @param {Promise<Portion<T>> | null} first
   * @returns {AsyncGenerator<T>}
   */
  async *#opened(first) {
    for (let coming = first; coming;) {
      /** @type {Portion<T>} */
      const { opened, following, total } = await coming;
      coming = following;
      this.total = total;
      yield await this.#session.during(opened);
    }
  }

  // Where the next one begins stands in an answer's head, so that it is on its way while this one still comes.
  /**
   * @template T
   * @param {string} url
   * @param {string} after
   * @param {(packed: Uint8Array) => Promise<T>} open
   * @returns {Promise<Portion<T>>}
   */
  async #portion(url, after, open) {
    const { api } = this.#session;
    const { bytes, next, total } = await this.#session.during(api.packed(after ? `${url}?after=${after}` : url));
    const opened = bytes.then(open);
    const following = next ? this.#portion(url, next, open) : null;
    for (const each of [opened, following]) each?.catch(() => {}); // whoever waits for it hears it
    return { opened, following, total };
  }
}

/** @param {Listed} listed @returns {{ case: string, state: Uint8Array, head: Uint8Array, sides: Uint8Array }} what its card is bound to */
function boundTo({ case: id, transcripts, chainEnd, sides }) {
  return { case: id, state: transcripts[transcripts.length - 1], head: chainEnd, sides };
}
