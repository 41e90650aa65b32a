// After an advisor joined or left: every envelope gets a new header for those who are advisors now. Only headers travel.
// What is done stays done, so it can be broken off and taken up again; whoever opens the inbox next goes on with it.
import { concat, fromBase64, fromHex, toHex } from "../crypto/bytes.js";
import { recipientDigest } from "../crypto/keys.js";
import { headerHash } from "../crypto/reseal.js";
import { frame, uint32 } from "../web/frame.js";
import { post, refusal } from "../web/post.js";
import { TaskFailed } from "./keyring.js";

const LONGEST_BATCH = 200_000; // bytes; what a body may have, with room to spare

/** An envelope's header as the server gives it. @typedef {{ case: string, seq: number, by: string, header: string, reply_to: string | null }} Item */
/** @typedef {{ items: Item[], left: number, more: boolean }} Portion */
/** How far it is. @typedef {{ done: number, total: number, failed: number }} Progress */

export class Resealing {
  #session;
  #trust;
  #replyTo;

  /**
   * @param {import("./session.js").Session} session
   * @param {import("./trust.js").Trust} trust
   * @param {(id: string) => string | null} replyTo the hash of a case's receipt as its sealed report says it
   */
  constructor(session, trust, replyTo) {
    this.#session = session;
    this.#trust = trust;
    this.#replyTo = replyTo;
  }

  /**
   * @param {(progress: Progress) => void} onProgress
   * @returns {Promise<Progress>}
   * @throws {import("./api.js").ApiError | import("../web/post.js").NotSent | import("./session.js").SessionOver}
   */
  async run(onProgress) {
    const progress = { done: 0, total: 0, failed: 0 };
    let query = "";
    for (let more = true; more;) {
      const recipients = this.#trust.check();
      /** @type {Portion} */
      const portion = await this.#session.during(this.#session.api.get(`/inbox/reseal${query}`));
      progress.total ||= portion.left;
      const made = await Promise.all(portion.items.map((item) => this.#make(item, recipients.texts)));
      const seals = made.flatMap((seal) => (seal ? [seal] : []));
      await this.#send(seals, recipients.n);
      progress.done += portion.items.length;
      progress.failed += portion.items.length - seals.length;
      onProgress({ ...progress });
      const last = portion.items.at(-1);
      query = last ? `?case=${last.case}&seq=${last.seq}` : "";
      more = portion.more;
    }
    return progress;
  }

  /** @param {Item} item @param {string[]} texts @returns {Promise<Uint8Array | null>} null for what can't be opened, or is not for this reporter */
  async #make({ case: id, seq, by, header, reply_to: replyTo }, texts) {
    const isReply = by === "advisor";
    if (isReply && (!replyTo || toHex(recipientDigest(replyTo)) !== this.#replyTo(id))) return null;
    const old = fromBase64(header);
    try {
      const made = await this.#session.keyring.reseal(old, isReply && replyTo ? [...texts, replyTo] : texts);
      return concat(fromHex(id), uint32(seq), headerHash(old), uint32(made.length), made);
    } catch (error) {
      if (error instanceof TaskFailed && error.kind !== "closed") return null;
      throw error;
    }
  }

  /** @param {Uint8Array[]} seals @param {number} n */
  async #send(seals, n) {
    for (const batch of batches(seals)) {
      const options = { headers: this.#session.api.headers, signal: this.#session.signal };
      const answer = await this.#session.during(post("/inbox/reseal", frame([uint32(n), ...batch]), options));
      if (!answer.ok) throw refusal(answer);
    }
  }
}

/** @param {Uint8Array[]} seals @returns {Uint8Array[][]} */
function batches(seals) {
  /** @type {Uint8Array[][]} */
  const made = [];
  let room = 0;
  for (const seal of seals) {
    if (seal.length > room) {
      made.push([]);
      room = LONGEST_BATCH;
    }
    made[made.length - 1].push(seal);
    room -= seal.length;
  }
  return made;
}
