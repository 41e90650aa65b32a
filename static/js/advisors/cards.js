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

const LONGEST_BATCH = 200_000; // bytes; what a body may have, with room to spare
const AT_ONCE = 100; // cards that are sealed in one go

/** @typedef {import("./keyring.js").OpenedRow} OpenedRow */
/** @typedef {import("./reading.js").Listed} Listed */

export class Cards {
  #session;
  #trust;
  #n = 0; // of the key in use; 0 for none
  /** Cases that the server has, as it said last. */
  total = 0;
  /** @type {Listed[]} what was opened and has no card yet */
  #owed = [];

  /** @param {import("./session.js").Session} session @param {import("./trust.js").Trust} trust */
  constructor(session, trust) {
    this.#session = session;
    this.#trust = trust;
  }

  /** Finds the key that the advisors of now share, or makes it. Without one everything is opened as it stands. */
  async unlock() {
    this.#n = 0;
    const n = this.#trust.recipientsN;
    if (this.#trust.problem || !n) return;
    const told = (await this.#ask(n)) ?? (await this.#make(n));
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

  /**
   * Every case that there is, open ones first, newest first, portion by portion.
   * @returns {AsyncGenerator<OpenedRow[]>}
   * @throws {ApiError | import("./session.js").SessionOver}
   */
  async *rows() {
    for await (const packed of this.#portions("/inbox/rows")) {
      yield await this.#session.during(this.#session.keyring.openRows(packed));
    }
  }

  /**
   * What is searched, of cases whose cards were used.
   * @param {(id: string) => Listed | undefined} get
   * @returns {AsyncGenerator<Map<string, string>>}
   */
  async *texts(get) {
    for await (const packed of this.#portions("/inbox/texts")) {
      const found = readTexts(packed).flatMap(({ case: id, content }) => {
        const listed = get(id);
        return listed ? [{ ...boundTo(listed), content }] : [];
      });
      const texts = await this.#session.during(this.#session.keyring.openTexts(found));
      yield new Map(found.flatMap(({ case: id }, at) => (texts[at] === null ? [] : [[id, texts[at]]])));
    }
  }

  /** Notes that a case was opened, so that it gets a card. @param {Listed} listed */
  owe(listed) {
    if (this.#n && isReadable(listed) && !listed.flag) this.#owed.push(listed);
  }

  /** Seals the cards that are owed, and hands them in. What is not taken is made anew the next time. */
  async handIn() {
    while (this.#owed.length) await this.#seal(this.#owed.splice(0, AT_ONCE));
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
    const { texts, n: list } = this.#trust.check();
    const envelope = await this.#session.during(keyring.makeTeamKey(maker, texts));
    await this.#session.during(
      post("/inbox/team-key", frame([uint32(list), uint32(n)], [{ envelope }]), { headers: api.headers, signal }),
    );
    return this.#ask(n);
  }

  // The next portion is on its way while one is opened.
  /** @param {string} url @returns {AsyncGenerator<Uint8Array>} */
  async *#portions(url) {
    const { api } = this.#session;
    /** @param {string} after */
    const fetchFrom = (after) => this.#session.during(api.bytes(after ? `${url}?after=${after}` : url));
    /** @type {Promise<{ bytes: Uint8Array, next: string, total: number }> | null} */
    let coming = fetchFrom("");
    while (coming) {
      /** @type {{ bytes: Uint8Array, next: string, total: number }} */
      const { bytes, next, total } = await coming;
      this.total = total;
      coming = next ? fetchFrom(next) : null;
      coming?.catch(() => {}); // whoever waits for it hears it
      if (bytes.length) yield bytes;
    }
  }
}

/** @param {Listed} listed @returns {{ case: string, state: Uint8Array, head: Uint8Array }} what its card is bound to */
function boundTo({ case: id, transcripts, chainEnd }) {
  return { case: id, state: transcripts[transcripts.length - 1], head: chainEnd };
}
