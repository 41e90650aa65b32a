// Writes what comes next in a case: sealed, authenticated, tied to all before it. Mirrors crypto/thread.py.
import { payloadHash, seal } from "./age.js";
import { toBase64Url, toHex } from "./bytes.js";
import { buildDocument } from "./document.js";
import { buildFile } from "./file.js";
import { recipientDigest, recipientsDigest } from "./keys.js";
import { follow, tag, transcript } from "./talk.js";

/** An envelope, the hash of its payload, and what shows its reporter that it is theirs. @typedef {{ envelope: Uint8Array, hash: Uint8Array, tag: Uint8Array }} Sealed */

/**
 * What a thread is written for.
 * @typedef {object} Setting
 * @property {string} id of the case
 * @property {Uint8Array} talk the conversation's key
 * @property {string[]} recipients the advisors'
 * @property {string} day ISO day
 * @property {string} language
 */

export class Thread {
  #setting;
  #state;
  #seq;

  /** Begins a case, or goes on where it stands. @param {Setting} setting @param {Uint8Array} [state] T(seq) @param {number} [seq] */
  constructor(setting, state = transcript(setting.id), seq = 0) {
    this.#setting = setting;
    this.#state = state;
    this.#seq = seq;
  }

  /**
   * A report that `files` files follow; it carries the keys of its conversation.
   * @param {Record<string, unknown>} body
   * @param {string} replyTo the receipt's recipient
   * @param {number} files
   * @returns {Promise<Sealed>}
   */
  report(body, replyTo, files) {
    const talk = toBase64Url(this.#setting.talk);
    const keys = { talk, reply_to: toHex(recipientDigest(replyTo)), files };
    return this.#seal(this.#document("report", { ...body, ...keys }));
  }

  /** @param {Uint8Array} content @param {string} mime @returns {Promise<Sealed>} */
  file(content, mime) {
    return this.#seal(buildFile(this.#fields("file", { mime }), content, this.#setting.talk));
  }

  /** @param {string} text @returns {Promise<Sealed>} */
  message(text) {
    return this.#seal(this.#document("message", { text }));
  }

  /** An advisor's, for the reporter too. @param {{ text: string, question: boolean }} body @param {string} replyTo @returns {Promise<Sealed>} */
  reply({ text, question }, replyTo) {
    return this.#seal(this.#document("reply", { text, question }), replyTo);
  }

  /** @param {string} type @param {Record<string, unknown>} body @returns {import("./document.js").Document} */
  #fields(type, body) {
    const { id, recipients, day, language } = this.#setting;
    const from = type === "reply" ? "advisor" : "reporter";
    const [to, after] = [recipientsDigest(recipients), toBase64Url(this.#state)];
    return { type, case: id, seq: this.#seq, from, day, language, to, after, body };
  }

  /** @param {string} type @param {Record<string, unknown>} body */
  #document(type, body) {
    return buildDocument(this.#fields(type, body), this.#setting.talk);
  }

  /** @param {Uint8Array} plaintext @param {...string} others @returns {Promise<Sealed>} */
  async #seal(plaintext, ...others) {
    const envelope = await seal(plaintext, [...this.#setting.recipients, ...others]);
    const hash = payloadHash(envelope);
    this.#state = follow(this.#state, hash);
    this.#seq += 1;
    return { envelope, hash, tag: tag(this.#setting.talk, this.#state) };
  }
}
