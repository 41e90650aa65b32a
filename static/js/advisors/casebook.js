// The cases of one session: asked for portion by portion, each opened as it arrives. Says `change` when something did.
import { fromBase64, toBase64, toHex } from "../crypto/bytes.js";
import { MAX_PLACES, isRead } from "../crypto/conversation.js";
import { talkOf } from "../crypto/document.js";
import { recipientDigest } from "../crypto/keys.js";
import { NOTHING, follow, readMark, transcript } from "../crypto/talk.js";
import { Thread } from "../crypto/thread.js";
import { Pending, deliver } from "../web/deliver.js";
import { frame, uint32 } from "../web/frame.js";
import { asMark, asStored } from "../web/places.js";
import { NotSent, sealed } from "../web/post.js";
import { Bookkeeping } from "./bookkeeping.js";
import { arrival, isReadable, lastOpened } from "./logic/conversation.js";
import { Resealing } from "./resealing.js";

/** @typedef {import("../crypto/conversation.js").Opened} Opened */
/** @typedef {import("../crypto/conversation.js").Stored} Stored */
/** A case as the server lists it. @typedef {{ case: string, day: string, reply_to: string | null, read: { seq: number, mark: string } | null, places: Place[] }} Row */
/** @typedef {import("../web/places.js").Place} Place */
/** @typedef {{ cases: Row[], total: number, more: boolean }} Portion */
/** One case in the list; `day` is the sealed one where it could be opened. @typedef {{ case: string, day: string, arrival: string, news: boolean, places: { by: string }[], transcripts: Uint8Array[] } & Opened} Listed */
/**
 * @typedef {object} Conversation
 * @property {(Opened & { unvouched?: boolean })[]} items
 * @property {Uint8Array[]} transcripts
 * @property {string} arrived the day that the server says
 * @property {string | null} replyTo whom a reply is sealed to besides the advisors; null if nobody can be answered
 * @property {boolean} isOtherReporter the server names another receipt than the sealed report does
 */

export class Casebook extends EventTarget {
  #session;
  #trust;
  /** @type {Map<string, Listed>} */
  #cases = new Map();
  #pending = new Pending();
  /** @type {{ done: number, total: number } | null} how far reading is; null when it is not under way */
  progress = null;
  /** @type {import("./bookkeeping.js").Remembered | null} */
  remembered = null;
  /** @type {import("./resealing.js").Progress | null} */
  resealing = null;

  /** @param {import("./session.js").Session} session @param {import("./trust.js").Trust} trust */
  constructor(session, trust) {
    super();
    this.#session = session;
    this.#trust = trust;
    this.books = new Bookkeeping(session, trust);
  }

  /** @returns {Listed[]} newest day first */
  get cases() {
    return [...this.#cases.values()].sort((one, other) => (one.day === other.day ? 0 : one.day < other.day ? 1 : -1));
  }

  /** Reads all cases. @throws {import("./api.js").ApiError | import("./session.js").SessionOver} */
  async read() {
    this.#cases.clear();
    this.#changed({ done: 0, total: 0 });
    try {
      const problem = await this.books.read();
      let query = "";
      for (let more = true; more;) {
        /** @type {Portion} */
        const portion = await this.#session.during(this.#session.api.get(`/inbox/cases${query}`));
        for (const listed of await Promise.all(portion.cases.map(this.#open))) this.#cases.set(listed.case, listed);
        this.#changed({ done: this.#cases.size, total: portion.total });
        const last = portion.cases.at(-1);
        query = last ? `?day=${last.day}&case=${last.case}` : "";
        more = portion.more;
      }
      this.remembered = this.books.compare(this.#cases, problem);
    } finally {
      this.#changed(null);
    }
  }

  /** What follows reading: seals again what is older than the advisors, looks after a colleague's, writes the ledger. */
  async tidyUp() {
    if (this.#trust.problem) return;
    if (this.#trust.isVeteran) await this.#reseal();
    await this.#lookAfterColleague();
    if (!this.#isSuspicious) await this.books.write(this.#cases);
  }

  /** Writes the ledger, however short ago the last one was. */
  async close() {
    if (!this.#isSuspicious && this.progress === null) await this.books.write(this.#cases, { now: true });
  }

  /**
   * Reads one case's conversation.
   * @param {string} id
   * @returns {Promise<Conversation>}
   * @throws {import("./api.js").ApiError | import("./session.js").SessionOver}
   */
  async conversation(id) {
    const session = this.#session;
    /** @type {Row} */
    const row = await session.during(session.api.get(`/inbox/cases/${id}`));
    const { items, transcripts } = await this.#read(id, row.places.map(asStored));
    const report = items[0] && isReadable(items[0]) ? items[0].document : null;
    const isSame = report !== null && row.reply_to !== null && digestOf(row.reply_to) === report.body.reply_to;
    const listed = this.#cases.get(id);
    if (listed) this.#cases.set(id, { ...listed, places: row.places, transcripts });
    return {
      items: items.map((item) => this.#vouch(id, item, transcripts)),
      transcripts,
      arrived: row.day,
      replyTo: isSame ? row.reply_to : null,
      isOtherReporter: report !== null && !isSame,
    };
  }

  /** Notes that an advisor has opened what can be opened; the reporter then sees "read". @param {string} id @param {Conversation} conversation */
  async markRead(id, { items, transcripts }) {
    const seq = lastOpened(items);
    const talk = talkIn(items);
    if (seq !== null && talk) {
      const mark = toBase64(readMark(talk, seq, transcripts[seq + 1]));
      await this.#session.during(this.#session.api.post(`/inbox/cases/${id}/read`, { seq, mark }));
    }
    const listed = this.#cases.get(id);
    if (listed) this.#cases.set(id, { ...listed, news: false });
    this.#changed(this.progress);
  }

  /**
   * Seals a reply to the reporter's receipt and all advisors, and stores it behind what the advisor has seen.
   * @param {string} id
   * @param {{ text: string, question: boolean }} body
   * @param {Conversation} conversation
   * @param {string} language
   * @throws {NotSent | import("./session.js").SessionOver} `news`: something came in between, and was not sealed over
   */
  async reply(id, body, { items, transcripts, replyTo }, language) {
    const talk = talkIn(items);
    const seq = transcripts.length - 1;
    if (!replyTo || !talk) throw new NotSent("seal");
    const make = async () => {
      const { texts, n } = this.#trust.check();
      const setting = { id, talk, recipients: texts, day: this.#trust.today, language };
      const reply = await sealed(new Thread(setting, transcripts[seq], seq).reply(body, replyTo));
      return { frame: frame([uint32(n), uint32(seq)], [{ envelope: reply.envelope }]), hash: reply.hash };
    };
    const sending = deliver(`/inbox/cases/${id}/replies`, {
      seal: (again) => this.#pending.parcel(JSON.stringify([id, seq, body]), again, make),
      recipients: this.#trust,
      takePlace: async ({ hash }) => {
        if (await this.#isThere(id, hash)) return true;
        throw new NotSent("news", 409);
      },
      options: { headers: this.#session.api.headers, signal: this.#session.signal },
    });
    await this.#session.during(sending);
    this.#pending.arrived();
    this.books.noteOwn(id, seq);
  }

  /** What was named as gone or gone back has been seen: from now on the ledger says what there is. */
  async accept() {
    this.remembered = null;
    this.#changed(this.progress);
    await this.books.write(this.#cases, { now: true });
  }

  /** Vouches at once for what was just written here. @param {string} id @param {Conversation} conversation */
  async vouchFor(id, { transcripts }) {
    const listed = this.#cases.get(id);
    if (!listed || listed.transcripts.length !== transcripts.length) return;
    if (!this.#isSuspicious) await this.books.write(this.#cases, { now: true });
  }

  /** @param {string} id @param {Uint8Array} hash */
  async #isThere(id, hash) {
    /** @type {Row} */
    const row = await this.#session.during(this.#session.api.get(`/inbox/cases/${id}`));
    return row.places.some((place) => toHex(fromBase64(place.hash)) === toHex(hash));
  }

  async #reseal() {
    const replyTo = (/** @type {string} */ id) => {
      const listed = this.#cases.get(id);
      return listed && isReadable(listed) ? listed.document.body.reply_to : null;
    };
    const resealing = new Resealing(this.#session, this.#trust, replyTo);
    const done = await resealing.run((progress) => {
      this.resealing = progress;
      this.#changed(this.progress);
    });
    this.resealing = done.failed ? done : null;
    this.#changed(this.progress);
  }

  // What a colleague sealed anew is opened here before the old headers go.
  async #lookAfterColleague() {
    const { places } = await this.#session.during(this.#session.api.get("/inbox/reseal/kept"));
    /** @type {Map<string, number[]>} */
    const byCase = new Map();
    for (const [id, seq] of places) byCase.set(id, [...(byCase.get(id) ?? []), seq]);
    for (const [id, kept] of byCase) {
      const { items } = await this.conversation(id);
      const states = new Map(items.map((item) => [item.seq, isReadable(item)]));
      /** @param {boolean} readable */
      const those = (readable) => kept.filter((seq) => states.get(seq) === readable).map((seq) => [id, seq]);
      const [opened, closed] = [those(true), those(false)];
      if (opened.length) await this.#session.during(this.#session.api.post("/inbox/reseal/opened", { places: opened }));
      if (closed.length) await this.#session.during(this.#session.api.post("/inbox/reseal/back", { places: closed }));
    }
  }

  // Over what went back or is gone no ledger is written: it would be forgotten with the next one.
  get #isSuspicious() {
    const found = this.remembered;
    return Boolean(found && (found.problem || found.back.length || found.changed.length || found.gone.length));
  }

  /** @param {string} id @param {Opened} item @param {Uint8Array[]} transcripts */
  #vouch(id, item, transcripts) {
    const isReply = item.by === "advisor" && isReadable(item);
    return isReply && !this.books.isVouchedFor(id, item.seq, transcripts) ? { ...item, unvouched: true } : item;
  }

  /** @param {Row} row @returns {Promise<Listed>} */
  #open = async ({ case: id, day, read, places }) => {
    const stored = places.map(asStored);
    // The list needs the report; what stands behind it counts by its hashes, and is opened with the case.
    const { items } = await this.#read(
      id,
      stored.filter(({ seq }) => seq === 0),
    );
    const transcripts = transcriptsOf(id, stored);
    const [report] = items.length ? items : [{ seq: 0, by: "", state: /** @type {const} */ ("missing") }];
    const talk = talkIn(items);
    const mark = asMark(read);
    const isKnown = talk !== null && mark !== null && isRead({ items, transcripts }, talk, mark);
    const news = !isKnown || mark.seq < transcripts.length - 2;
    if (!isReadable(report)) return { case: id, day, arrival: "same", news, places, transcripts, ...report };
    const written = report.document.day;
    return { case: id, day: written, arrival: arrival(written, day), news, places, transcripts, ...report };
  };

  /** @param {string} id @param {Stored[]} stored */
  async #read(id, stored) {
    const { keyring } = this.#session;
    try {
      return await this.#session.during(keyring.read(id, stored, this.#trust.lists));
    } catch (error) {
      if (this.#session.signal.aborted) throw error;
      // What can't be handed over is nothing that we wrote.
      const items = stored.map(({ seq, by }) => ({ seq, by, state: /** @type {const} */ ("damaged") }));
      return { items, transcripts: transcriptsOf(id, stored) };
    }
  }

  /** @param {{ done: number, total: number } | null} progress */
  #changed(progress) {
    this.progress = progress;
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {string} id @param {Stored[]} stored @returns {Uint8Array[]} */
function transcriptsOf(id, stored) {
  const transcripts = [transcript(id)];
  const hashes = new Map(stored.map(({ seq, hash }) => [seq, hash]));
  const places = Math.min(MAX_PLACES, Math.max(-1, ...hashes.keys()) + 1);
  for (let seq = 0; seq < places; seq += 1) transcripts.push(follow(transcripts[seq], hashes.get(seq) ?? NOTHING));
  return transcripts;
}

/** @param {Opened[]} items @returns {Uint8Array | null} */
function talkIn([report]) {
  return report && isReadable(report) ? talkOf(report.document) : null;
}

/** @param {string} recipient @returns {string} */
function digestOf(recipient) {
  return toHex(recipientDigest(recipient));
}
