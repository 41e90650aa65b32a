// What is being written, by case: a reply, and what is noted and not saved; and the forms that belong to no case. Over a lock it is kept sealed to its writer.
import { seal } from "../crypto/age.js";
import { utf8 } from "../crypto/bytes.js";

/**
 * `reply` is what is being written to the reporter; `work` what is being noted: the state that it began with, the state
 * as it is to be, and a note; `form` is what stands in a form of another name.
 * @typedef {{ text: string, question: boolean }} Reply
 * @typedef {{ base: import("./logic/casefile.js").State, mine: import("./logic/casefile.js").State, note: string }} Work
 * @typedef {{ reply?: Reply, work?: Work, form?: Record<string, any> }} Draft
 */

export class Drafts {
  /** @type {Map<string, Draft>} */
  #drafts = new Map();
  /** @type {Promise<Uint8Array> | null} */
  #sealed = null;
  #owner = "";

  /** @param {string} id of a case @returns {Draft} */
  get(id) {
    return this.#drafts.get(id) ?? {};
  }

  /** @param {string} id @param {Draft} change */
  set(id, change) {
    this.#drafts.set(id, { ...this.get(id), ...change });
  }

  /** @param {string} id @param {keyof Draft} part */
  drop(id, part) {
    const rest = { ...this.get(id) };
    delete rest[part];
    if (Object.keys(rest).length) this.#drafts.set(id, rest);
    else this.#drafts.delete(id);
  }

  /** Whether leaving would lose something. */
  get isAtRisk() {
    return this.#sealed !== null || [...this.#drafts.keys()].some((id) => this.isBegun(id));
  }

  /** @param {string} id @returns {boolean} whether something is being written there */
  isBegun(id) {
    const { reply, work, form } = this.get(id);
    const isNoted = work !== undefined && (work.note.trim() !== "" || !isSame(work.base, work.mine));
    return Boolean(reply?.text.trim()) || isNoted || isFilled(form);
  }

  /** Seals everything to its writer, and forgets it. @param {string} recipient the advisor's own */
  lock(recipient) {
    const begun = [...this.#drafts].filter(([id]) => this.isBegun(id));
    this.#drafts.clear();
    if (!begun.length) return;
    this.#owner = recipient;
    this.#sealed = seal(utf8(JSON.stringify(begun)), [recipient]);
  }

  /**
   * Opens what was sealed, for the same advisor; whoever else unlocks this tab does not take it over.
   * @param {import("./keyring.js").Keyring} keyring
   * @param {string} recipient
   */
  async unlock(keyring, recipient) {
    const sealed = this.#owner === recipient ? this.#sealed : null;
    const plaintext = sealed && (await keyring.unseal(await sealed));
    this.#sealed = null;
    if (!plaintext) return;
    this.#drafts = new Map([...JSON.parse(new TextDecoder().decode(plaintext)), ...this.#drafts]);
  }
}

/** @param {unknown} one @param {unknown} other */
function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** @param {unknown} value @returns {boolean} whether somebody has written or chosen something in it */
function isFilled(value) {
  if (typeof value === "string") return value.trim() !== "";
  return typeof value === "object" && value !== null && Object.values(value).some(isFilled);
}
