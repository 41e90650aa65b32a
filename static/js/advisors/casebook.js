// The cases of one session: asked for portion by portion, each opened as it arrives. Says `change` when something did.
import { seal } from "../crypto/age.js";
import { fromBase64, fromHex } from "../crypto/bytes.js";
import { buildDocument } from "../crypto/document.js";
import { recipientsDigest } from "../crypto/keys.js";
import { localDay } from "../web/days.js";
import { Pending, deliver } from "../web/deliver.js";
import { frame, uint32 } from "../web/frame.js";
import { NotSent, sealed } from "../web/post.js";
import { lastOpened, withGaps } from "./logic/conversation.js";

/** One case in the list. @typedef {{ case: string, day: string, news: boolean } & import("../crypto/place.js").Opened} Listed */
/** Whom a reply is sealed to. @typedef {import("../web/deliver.js").Told & { reply_to: string | null }} Sealing */
/** A case as the server lists it. @typedef {{ case: string, day: string, envelope: string | null, news: boolean }} Row */
/** @typedef {{ cases: Row[], total: number, more: boolean }} Portion */
/** @typedef {{ items: import("./logic/conversation.js").Item[], sealing: Sealing }} Conversation */

export class Casebook extends EventTarget {
  #session;
  /** @type {Map<string, Listed>} in the order of the list */
  #cases = new Map();
  #pending = new Pending();
  /** @type {{ done: number, total: number } | null} how far reading is; null when it is not under way */
  progress = null;

  /** @param {import("./session.js").Session} session */
  constructor(session) {
    super();
    this.#session = session;
  }

  /** @returns {Listed[]} newest day first */
  get cases() {
    return [...this.#cases.values()];
  }

  /** Reads all cases. @throws {import("./api.js").ApiError | import("./session.js").SessionOver} */
  async read() {
    this.#cases.clear();
    this.#changed({ done: 0, total: 0 });
    try {
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
    } finally {
      this.#changed(null);
    }
  }

  /**
   * Reads one case's conversation and notes that it was read; the reporter then sees "read".
   * @param {string} id
   * @returns {Promise<Conversation>}
   * @throws {import("./api.js").ApiError | import("./session.js").SessionOver}
   */
  async conversation(id) {
    const session = this.#session;
    const { envelopes, read_seq: readSeq, ...sealing } = await session.during(session.api.get(`/inbox/cases/${id}`));
    /** @param {{ seq: number, envelope: string }} found */
    const open = async ({ seq, envelope }) => ({
      seq,
      ...(await session.open(fromBase64(envelope), { case: id, seq })),
    });
    return { items: withGaps(await Promise.all(envelopes.map(open)), readSeq), sealing };
  }

  /** Notes that an advisor has opened what can be opened. @param {string} id @param {Conversation["items"]} items */
  async markRead(id, items) {
    const seq = lastOpened(items);
    if (seq !== null) await this.#session.during(this.#session.api.post(`/inbox/cases/${id}/read`, { seq }));
    const listed = this.#cases.get(id);
    if (listed) this.#cases.set(id, { ...listed, news: false });
    this.#changed(this.progress);
  }

  /**
   * Seals a reply to the reporter's receipt and all advisors, and stores it at the next free place.
   * @param {string} id
   * @param {{ text: string, question: boolean }} body
   * @param {Conversation} conversation `sealing` is brought up to date if an advisor joined or left
   * @param {string} language
   * @throws {NotSent | import("./session.js").SessionOver}
   */
  async reply(id, body, { items, sealing }, language) {
    let seq = items.length;
    const { reply_to: reporter } = sealing;
    if (!reporter) throw new NotSent("seal");
    /** @returns {Promise<Uint8Array>} */
    const make = async () => {
      const recipients = [...sealing.recipients, reporter];
      const fields = { type: "reply", case: id, seq, from: "advisor", day: localDay(), language, body };
      const reply = async () => seal(buildDocument(fields), recipients, sealing.max_recipients + 1);
      const envelope = await sealed(reply());
      return frame([fromHex(recipientsDigest(recipients)), uint32(seq)], [envelope]);
    };
    const sending = deliver(`/inbox/cases/${id}/replies`, {
      seal: (again) => this.#pending.parcel(JSON.stringify([id, body]), again, make),
      told: sealing,
      takePlace: (free) => {
        seq = free; // somebody else wrote at the same moment
      },
      options: { headers: this.#session.api.headers, signal: this.#session.signal },
    });
    await this.#session.during(sending);
    this.#pending.arrived();
  }

  /** @param {Row} row @returns {Promise<Listed>} */
  #open = async ({ case: id, day, envelope, news }) => {
    const opened = await this.#session.open(envelope ? fromBase64(envelope) : null, { case: id, seq: 0 });
    return { case: id, day, news, ...opened };
  };

  /** @param {{ done: number, total: number } | null} progress */
  #changed(progress) {
    this.progress = progress;
    this.dispatchEvent(new Event("change"));
  }
}
