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
import { TEAM } from "../crypto/casefile.js";
import { Bookkeeping } from "./bookkeeping.js";
import { Casefiles } from "./casefiles.js";
import { NEW, removedPlaces } from "./logic/casefile.js";
import { asTeam } from "./logic/team.js";
import { arrival, isReadable, lastOpened } from "./logic/conversation.js";
import { Resealing } from "./resealing.js";
import { writeDown } from "./writing-down.js";

/** @typedef {import("../crypto/conversation.js").Opened} Opened */
/** @typedef {import("../crypto/conversation.js").Stored} Stored */
/** A case as the server lists it. @typedef {{ case: string, day: string, purge_day: string | null, reply_to: string | null, read: { seq: number, mark: string } | null, places: Place[], versions: import("./casefiles.js").Version[] }} Row */
/** @typedef {import("../web/places.js").Place} Place */
/** @typedef {{ cases: Row[], total: number, more: boolean }} Portion */
/**
 * One case in the list; `day` is the sealed one where it could be opened; `news`: a report, or an answer, that nobody has
 * opened yet; `flag`: what is wrong with its file (see `Casefiles`), or `purge` if the server would delete it too early;
 * `stamp` tells whether it is as it was.
 * @typedef {{ case: string, day: string, arrival: string, news: "" | "report" | "answer", places: { by: string }[], transcripts: Uint8Array[], file: State | null, head: Uint8Array, purge: string, flag: string, stamp: string } & Opened} Listed
 */
/** @typedef {import("./logic/casefile.js").State} State */
/** What the server tells of every case: places, how far read, versions of its file, the day on which it goes. @typedef {{ cases: Record<string, [number, number, number, string | null]>, team: number, notice: string, today: string }} Told */
/**
 * @typedef {object} Conversation
 * @property {(Opened & { unvouched?: boolean })[]} items
 * @property {Uint8Array[]} transcripts
 * @property {string} arrived the day that the server says
 * @property {string | null} replyTo whom a reply is sealed to besides the advisors; null if nobody can be answered
 * @property {boolean} isOtherReporter the server names another receipt than the sealed report does
 */

const ONLY = 100; // cases asked for by their ids at once

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
    this.files = new Casefiles(session, trust, this.books);
    /** @type {string} the ISO day until which the public pages say that nobody reads; empty for no notice */
    this.notice = "";
  }

  /** @param {string} id @returns {Listed | undefined} */
  get(id) {
    return this.#cases.get(id);
  }

  /** What the advisors share besides cases. @returns {import("./logic/team.js").Team} */
  get team() {
    return this.files.get(TEAM)?.content ?? asTeam(null);
  }

  /** @returns {string} what is wrong with it; empty if nothing is */
  get teamFlag() {
    return this.files.get(TEAM)?.flag ?? "";
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
      await this.#readTeam();
      let query = "";
      for (let more = true; more;) {
        /** @type {Portion} */
        const portion = await this.#session.during(this.#session.api.get(`/inbox/cases${query}`));
        await this.#take(portion.cases);
        this.#changed({ done: this.#cases.size, total: portion.total });
        const last = portion.cases.at(-1);
        query = last ? `?day=${last.day}&case=${last.case}` : "";
        more = portion.more;
      }
      this.remembered = this.books.compare(this.#ledgered, problem);
    } finally {
      this.#changed(null);
    }
  }

  /**
   * Fetches what has changed since.
   * @returns {Promise<string[]>} the cases with something that nobody has opened, and that was not there before
   * @throws {import("./api.js").ApiError | import("./session.js").SessionOver}
   */
  async refresh() {
    /** @type {Told | null} */
    const told = await this.#session.during(this.#session.api.getIfChanged("/inbox/state"));
    if (!told) return [];
    this.#trust.today = told.today;
    this.notice = told.notice;
    const isNew = (/** @type {string} */ id) => this.#cases.get(id)?.stamp !== told.cases[id].join();
    const changed = Object.keys(told.cases).filter(isNew);
    const before = new Map(changed.map((id) => [id, this.#cases.get(id)?.places.length ?? 0]));
    for (let at = 0; at < changed.length; at += ONLY) {
      const only = changed.slice(at, at + ONLY).join();
      const { cases } = await this.#session.during(this.#session.api.get(`/inbox/cases?only=${only}`));
      await this.#take(cases);
    }
    if (told.team !== (this.files.get(TEAM)?.version ?? 0)) await this.#readTeam();
    await this.#drop([...this.#cases.keys()].filter((id) => !told.cases[id]));
    this.#changed(this.progress);
    return changed.filter(
      (id) => this.#cases.get(id)?.news && (before.get(id) ?? 0) < (this.#cases.get(id)?.places.length ?? 0),
    );
  }

  /**
   * Writes what an advisor noted about a case.
   * @param {string} id
   * @param {State} base what was there when writing began
   * @param {State} mine
   * @throws {import("./casefiles.js").Clashed | NotSent | import("./session.js").SessionOver}
   */
  async note(id, base, mine) {
    const listed = this.#cases.get(id);
    const known = await this.files.save(id, base, mine);
    if (listed) this.#cases.set(id, { ...listed, file: known.content, ...this.#ofFile(id) });
    this.#changed(this.progress);
  }

  /**
   * Writes down what an advisor heard, as a case.
   * @param {import("./writing-down.js").Heard} heard
   * @param {string} language
   * @returns {Promise<{ id: string, code: string }>}
   * @throws {NotSent | import("./session.js").SessionOver}
   */
  async writeDown(heard, language) {
    const written = await writeDown(this.#session, this.#trust, heard, language);
    await this.refresh();
    return written;
  }

  /** @param {import("./logic/team.js").Team} base @param {import("./logic/team.js").Team} mine @throws {NotSent | import("./session.js").SessionOver} */
  async share(base, mine) {
    await this.files.save(TEAM, base, mine);
    this.#changed(this.progress);
  }

  /**
   * Deletes a case whose day has come, and says so in the ledger first, for the colleague.
   * @param {string} id
   * @returns {Promise<boolean>} whether it is out of the server's log, too
   * @throws {import("./api.js").ApiError | import("./session.js").SessionOver}
   */
  async purge(id) {
    await this.books.write(this.#ledgered, { now: true });
    const { wiped } = await this.#session.during(this.#session.api.post(`/inbox/cases/${id}/purge`));
    this.#cases.delete(id);
    this.files.forget(id);
    await this.books.write(this.#ledgered, { now: true });
    this.#changed(this.progress);
    return wiped;
  }

  /** What follows reading: seals again what is older than the advisors, looks after a colleague's, writes the ledger. */
  async tidyUp() {
    if (this.#trust.problem) return;
    if (this.#trust.isVeteran) await this.#reseal();
    if (this.#trust.isVeteran && !this.#isSuspicious) await this.files.signAll();
    await this.#lookAfterColleague();
    if (!this.#isSuspicious) await this.books.write(this.#ledgered);
  }

  /** Writes the ledger, however short ago the last one was. */
  async close() {
    if (!this.#isSuspicious && this.progress === null) await this.books.write(this.#ledgered, { now: true });
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
    const file = await this.files.open(id, row.versions);
    const { items, transcripts } = await this.#read(id, row.places.map(asStored));
    const report = items[0] && isReadable(items[0]) ? items[0].document : null;
    const isSame = report !== null && row.reply_to !== null && digestOf(row.reply_to) === report.body.reply_to;
    const listed = this.#cases.get(id);
    if (listed) {
      const noted = { file: file.version ? file.content : null, ...this.#ofFile(id, row), stamp: stampOf(row) };
      this.#cases.set(id, { ...listed, places: row.places, transcripts, ...noted });
    }
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
    if (listed) this.#cases.set(id, { ...listed, news: "" });
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
    await this.books.write(this.#ledgered, { now: true });
  }

  /** Vouches at once for what was just written here. @param {string} id @param {Conversation} conversation */
  async vouchFor(id, { transcripts }) {
    const listed = this.#cases.get(id);
    if (!listed || listed.transcripts.length !== transcripts.length) return;
    if (!this.#isSuspicious) await this.books.write(this.#ledgered, { now: true });
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
  #open = async (row) => {
    const { case: id, day, read, places, versions } = row;
    const stored = places.map(asStored);
    const file = await this.files.open(id, versions);
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
    const isAnswered = isKnown && stored.some(({ seq, by }) => seq > mark.seq && by !== "advisor");
    const news = isKnown ? (isAnswered ? "answer" : "") : "report";
    const noted = { file: file.version ? file.content : null, ...this.#ofFile(id, row), stamp: stampOf(row) };
    const common = { case: id, news: /** @type {Listed["news"]} */ (news), places, transcripts, ...noted };
    if (!isReadable(report)) return { ...common, day, arrival: "same", ...report };
    const written = report.document.day;
    return { ...common, day: written, arrival: arrival(written, day), ...report };
  };

  /** @param {string} id @param {Stored[]} stored */
  async #read(id, stored) {
    const { keyring } = this.#session;
    try {
      const removed = removedPlaces(this.files.get(id)?.content ?? NEW);
      return await this.#session.during(keyring.read(id, stored, this.#trust.lists, removed));
    } catch (error) {
      if (this.#session.signal.aborted) throw error;
      // What can't be handed over is nothing that we wrote.
      const items = stored.map(({ seq, by }) => ({ seq, by, state: /** @type {const} */ ("damaged") }));
      return { items, transcripts: transcriptsOf(id, stored) };
    }
  }

  /** @param {Row[]} rows */
  async #take(rows) {
    for (const listed of await Promise.all(rows.map(this.#open))) this.#cases.set(listed.case, listed);
  }

  // What was purged as an advisor said goes in silence; anything else that is gone is named.
  /** @param {string[]} ids */
  async #drop(ids) {
    if (!ids.length) return;
    const problem = await this.books.read();
    for (const id of ids) {
      const listed = this.#cases.get(id);
      this.#cases.delete(id);
      this.files.forget(id);
      const isDue = listed?.purge && listed.purge <= this.#trust.today;
      if (!isDue && !this.books.isPurged(id)) this.#nameGone(id, problem);
    }
  }

  /** @param {string} id @param {string} problem */
  #nameGone(id, problem) {
    const known = this.remembered ?? { day: "", count: 0, problem, back: [], changed: [], gone: [] };
    this.remembered = { ...known, gone: [...known.gone, id] };
  }

  async #readTeam() {
    const { versions } = await this.#session.during(this.#session.api.get(`/inbox/casefiles/${TEAM}`));
    await this.files.open(TEAM, versions);
  }

  /** What the ledger says and the list shows of a case's file. @param {string} id @param {Row} [row] */
  #ofFile(id, row) {
    const known = this.files.get(id);
    const purge = known?.version ? known.content.purge : "";
    const isEarly = Boolean(row?.purge_day && (!purge || row.purge_day < purge));
    return { head: this.files.headOf(id), purge, flag: known?.flag || (isEarly ? "purge" : "") };
  }

  /** @returns {Map<string, import("./bookkeeping.js").Known>} what the ledger speaks of: cases, and what belongs to none */
  get #ledgered() {
    /** @type {import("./bookkeeping.js").Known} */
    const team = { places: [], transcripts: [transcript(TEAM)], head: this.files.headOf(TEAM), purge: "" };
    return new Map([...this.#cases, /** @type {[string, import("./bookkeeping.js").Known]} */ ([TEAM, team])]);
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

/** @param {Row} row @returns {string} as `Told` says it */
function stampOf({ places, read, versions, purge_day: purge }) {
  return [places.length, read?.seq ?? -1, versions.length, purge].join();
}

/** @param {Opened[]} items @returns {Uint8Array | null} */
function talkIn([report]) {
  return report && isReadable(report) ? talkOf(report.document) : null;
}

/** @param {string} recipient @returns {string} */
function digestOf(recipient) {
  return toHex(recipientDigest(recipient));
}
