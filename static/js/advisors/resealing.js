// After an advisor joined or left: every envelope gets a new header for those who are advisors now. Headers travel alone
// for what goes to advisors only; a reply travels whole, and is looked at before its reporter can open it again. What is done
// stays done, so it can be broken off and taken up again; whoever opens the inbox next goes on with it.
import { concat, fromBase64, fromHex } from "../crypto/bytes.js";
import { headerHash, headerOf } from "../crypto/reseal.js";
import { frame, uint32 } from "../web/frame.js";
import { post, refusal } from "../web/post.js";
import { TaskFailed } from "./keyring.js";
import { BACKGROUND } from "./trust.js";

const LONGEST_BATCH = 200_000; // bytes; what a body may have, with room to spare

/** What the server gives of an envelope: its header, or for a reply the whole of it. @typedef {{ case: string, seq: number, by: string, header: string, envelope: string | null, reply_to: string | null }} Item */
/** @typedef {{ items: Item[], left: number, more: boolean }} Portion */
/** How far it is, and the cases in which something failed. @typedef {{ done: number, total: number, failed: number, cases: string[] }} Progress */
/** What a case's opened report says of its conversation. @typedef {{ talk: Uint8Array, replyTo: string }} Keys */

export class Resealing {
  #session;
  #trust;
  #keysOf;
  /** @type {Map<string, string>} what failed, by case and place: it is not tried again until it is something else */
  #failed = new Map();

  /**
   * @param {import("./session.js").Session} session
   * @param {import("./trust.js").Trust} trust
   * @param {(ids: string[]) => Promise<Map<string, Keys>>} keysOf what the reports of these cases say, for those that open
   */
  constructor(session, trust, keysOf) {
    this.#session = session;
    this.#trust = trust;
    this.#keysOf = keysOf;
  }

  /**
   * @param {(progress: Progress) => void} onProgress
   * @returns {Promise<Progress>}
   * @throws {import("./api.js").ApiError | import("../web/post.js").NotSent | import("./session.js").SessionOver}
   */
  async run(onProgress) {
    const progress = { done: 0, total: 0, failed: 0, cases: /** @type {string[]} */ ([]) };
    let query = "";
    for (let more = true; more;) {
      const recipients = this.#trust.check(BACKGROUND);
      /** @type {Portion} */
      const portion = await this.#session.during(this.#session.api.get(`/inbox/reseal${query}`));
      progress.total ||= portion.left;
      const replied = portion.items.filter(({ by }) => by === "advisor").map((item) => item.case);
      const keys = await this.#keysOf([...new Set(replied)]);
      const made = await Promise.all(portion.items.map((item) => this.#make(item, recipients.texts, keys)));
      const seals = made.flatMap((seal) => (seal ? [seal] : []));
      await this.#send(seals, recipients.n);
      const failed = portion.items.filter((_, at) => !made[at]).map((item) => item.case);
      progress.done += portion.items.length;
      progress.failed += failed.length;
      progress.cases = [...new Set([...progress.cases, ...failed])];
      onProgress({ ...progress });
      const last = portion.items.at(-1);
      const next = last ? `?case=${last.case}&seq=${last.seq}` : "";
      more = portion.more && next !== query; // whatever is answered: it ends
      query = next;
    }
    return progress;
  }

  /** @param {Item} item @param {string[]} texts @param {Map<string, Keys>} keys @returns {Promise<Uint8Array | null>} null for what can't be opened, or is not what it should be */
  async #make(item, texts, keys) {
    const { case: id, seq } = item;
    const place = `${id} ${seq}`;
    const content = item.envelope ?? item.header;
    if (this.#failed.get(place) === content) return null;
    try {
      const old = item.by === "advisor" ? headerOf(fromBase64(item.envelope ?? "")) : fromBase64(item.header);
      const made = await (item.by === "advisor"
        ? this.#makeForReply(item, texts, keys.get(id))
        : this.#session.keyring.reseal(old, texts));
      return concat(fromHex(id), uint32(seq), headerHash(old), uint32(made.length), made);
    } catch (error) {
      if (error instanceof TaskFailed && error.kind === "closed") throw error;
      this.#failed.set(place, content);
      return null;
    }
  }

  /** @param {Item} item @param {string[]} texts @param {Keys} [keys] @returns {Promise<Uint8Array>} @throws {TaskFailed} not that case's reply */
  async #makeForReply({ case: id, seq, envelope, reply_to: reporter }, texts, keys) {
    if (!keys || !envelope || !reporter) throw new TaskFailed("failed");
    const place = { case: id, seq, ...keys };
    return this.#session.keyring.resealReply(fromBase64(envelope), texts, reporter, place, this.#trust.lists);
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
