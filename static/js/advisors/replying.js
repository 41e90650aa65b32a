// A reply on its way: sealed to the reporter's receipt and all advisors, and stored behind what the advisor has seen.
import { fromBase64, toHex } from "../crypto/bytes.js";
import { Thread } from "../crypto/thread.js";
import { Pending, deliver } from "../web/deliver.js";
import { frame, uint32 } from "../web/frame.js";
import { NotSent, sealed } from "../web/post.js";
import { talkIn } from "./reading.js";

export class Replying {
  #session;
  #trust;
  #pending = new Pending();

  /** @param {import("./session.js").Session} session @param {import("./trust.js").Trust} trust */
  constructor(session, trust) {
    this.#session = session;
    this.#trust = trust;
  }

  /**
   * @param {string} id
   * @param {{ text: string, question: boolean }} body
   * @param {import("./reading.js").Conversation} conversation
   * @param {string} language
   * @returns {Promise<number>} the place at which it stands
   * @throws {NotSent | import("./session.js").SessionOver} `news`: something came in between, and was not sealed over
   */
  async send(id, body, { items, transcripts, replyTo }, language) {
    const talk = talkIn(items);
    const seq = transcripts.length - 1;
    if (!replyTo || !talk) throw new NotSent("seal");
    const make = async () => {
      const { texts, n } = this.#trust.check(id);
      const setting = { id, talk, recipients: texts, day: this.#trust.today, language };
      const reply = await sealed(new Thread(setting, transcripts[seq], seq).reply(body, replyTo));
      return { frame: frame([uint32(n), uint32(seq)], [{ envelope: reply.envelope }]), hash: reply.hash };
    };
    const sending = deliver(`/inbox/cases/${id}/replies`, {
      seal: (again) => this.#pending.parcel(JSON.stringify([id, seq, body]), again, make),
      recipients: this.#trust.askedBy(id),
      takePlace: async ({ hash }) => {
        if (await this.#isThere(id, hash)) return true;
        throw new NotSent("news", 409);
      },
      options: { headers: this.#session.api.headers, signal: this.#session.signal },
    });
    await this.#session.during(sending);
    this.#pending.arrived();
    return seq;
  }

  /** @param {string} id @param {Uint8Array} hash */
  async #isThere(id, hash) {
    /** @type {import("./reading.js").Row} */
    const row = await this.#session.during(this.#session.api.get(`/inbox/cases/${id}`));
    return row.places.some((place) => toHex(fromBase64(place.hash)) === toHex(hash));
  }
}
