// The workers that hold the identity, and what the page may have them do. It spreads over the machine's cores.
import { KEYS, startWorker } from "./own-workers.js";

const MAX_WORKERS = 4;
const FIRST = 0; // it unwraps, and it alone can sign

/** @typedef {import("../crypto/conversation.js").Conversation} Conversation */
/** Who the identity is, all of it public; no portal's key where it came from a recovery sheet. @typedef {{ recipient: string, voice: Uint8Array, portalKey: Uint8Array | null }} Unlocked */

/** Something of a case, and the state of the case that it is bound to. @template T @typedef {{ case: string, state: Uint8Array, head: Uint8Array, sides: Uint8Array, content: T }} Bound */
/** What a row says of its case's places. @typedef {{ places: { seq: number, by: string }[] }} Places */
/** A row of the list; `card`: what an advisor's browser made of its case once, null if that must be made anew. @typedef {Omit<import("../web/rows.js").PackedRow, "places"> & Places & { card: any }} OpenedRow */
/** @typedef {Omit<import("./opening.js").OpenedCase, "places"> & Places} OpenedCase */

/** A task that a worker could not do; `kind`: `no_match` for what is sealed to others, `failed`, or `closed` on leaving. */
export class TaskFailed extends Error {
  /** @param {string} kind */
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

export class Keyring {
  /** @type {Worker[]} */
  #workers;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();
  #next = 0;

  constructor() {
    const count = Math.min(MAX_WORKERS, Math.max(1, navigator.hardwareConcurrency ?? 1));
    this.#workers = Array.from({ length: count }, () => this.#start());
    const [first, ...others] = this.#workers;
    for (const other of others) {
      const { port1, port2 } = new MessageChannel();
      first.postMessage({ task: "teach" }, [port1]);
      other.postMessage({ task: "learn" }, [port2]);
    }
  }

  /** @param {Uint8Array} slot @param {string} secret @returns {Promise<Unlocked>} @throws {TaskFailed} it does not open */
  unlock(slot, secret) {
    return this.#ask("unlock", { slot, secret }, FIRST);
  }

  /** @param {Uint8Array} slot @param {Uint8Array} output what the device answered; it goes to the worker @returns {Promise<Unlocked>} @throws {TaskFailed} it does not open */
  unlockByPasskey(slot, output) {
    return this.#ask("unlockByPasskey", { slot, output }, FIRST, [output.buffer]);
  }

  /** @param {Uint8Array} slot of the passphrase @param {string} secret the passphrase @param {Uint8Array} output what the device answered; it goes to the worker @returns {Promise<Uint8Array>} the slot for the passkey @throws {TaskFailed} another passphrase */
  wrapForPasskey(slot, secret, output) {
    return this.#ask("wrapForPasskey", { slot, secret, output, host: window.location.hostname }, FIRST, [
      output.buffer,
    ]);
  }

  /** @param {Uint8Array} challenge @returns {Promise<Uint8Array>} the answer @throws {TaskFailed} not a challenge for us */
  answer(challenge) {
    return this.#ask("answer", { challenge }, FIRST);
  }

  /**
   * @param {string} id of a case
   * @param {import("../crypto/conversation.js").Stored[]} stored
   * @param {import("../crypto/recipients-list.js").RecipientsList[]} lists
   * @param {Map<number, import("../crypto/document.js").Document | null>} removed
   * @returns {Promise<Conversation>}
   * @throws {TaskFailed} what is in it can't be handed over
   */
  read(id, stored, lists, removed) {
    return this.#ask("read", { id, stored, lists, removed });
  }

  /**
   * @param {Uint8Array} envelope
   * @param {Map<string, Uint8Array>} voices whose signatures are known, by advisor
   * @returns {Promise<import("../crypto/casefile.js").CaseFile>}
   * @throws {TaskFailed} it does not open, or nobody that we know has signed it
   */
  casefile(envelope, voices) {
    return this.#ask("casefile", { envelope, voices });
  }

  /** @param {Uint8Array} envelope @returns {Promise<Uint8Array>} @throws {TaskFailed} it does not open */
  unseal(envelope) {
    return this.#ask("unseal", { envelope });
  }

  /** @param {Uint8Array} envelope @param {Uint8Array} key of the writer's voice @returns {Promise<import("../crypto/ledger.js").Opened>} @throws {TaskFailed} it does not open, or is not signed by it */
  openLedger(envelope, key) {
    return this.#ask("openLedger", { envelope, key });
  }

  /** @param {import("../crypto/ledger.js").Ledger} ledger @param {string[]} recipients @returns {Promise<{ envelope: Uint8Array, hash: string }>} */
  writeLedger(ledger, recipients) {
    return this.#ask("writeLedger", { ledger, recipients }, FIRST);
  }

  /** @param {import("../crypto/team-key.js").Maker} maker @param {string[]} recipients @returns {Promise<Uint8Array>} a new key for the advisors' cards, sealed */
  makeTeamKey(maker, recipients) {
    return this.#ask("makeTeamKey", { maker, recipients }, FIRST);
  }

  /**
   * @param {Uint8Array} envelope
   * @param {{ n: number, voices: Map<string, Uint8Array>, sites: string[] }} expected whose signatures count, and where
   * @throws {TaskFailed} it is not these advisors' key for their cards
   */
  async useTeamKey(envelope, expected) {
    await Promise.all(this.#workers.map((_, which) => this.#ask("useTeamKey", { envelope, ...expected }, which)));
  }

  /** @param {Uint8Array} packed as the server packs rows; it goes to the worker @returns {Promise<OpenedRow[]>} @throws {TaskFailed} cut off */
  openRows(packed) {
    return this.#ask("openRows", { packed }, undefined, [packed.buffer]);
  }

  /** @param {Uint8Array} packed as the server packs whole cases; it goes to the worker @param {import("./opening.js").Known} known @returns {Promise<OpenedCase[]>} @throws {TaskFailed} cut off, or what is in it can't be handed over */
  openCases(packed, known) {
    return this.#ask("openCases", { packed, known }, undefined, [packed.buffer]);
  }

  /** @param {Bound<Uint8Array>[]} texts @returns {Promise<(string | null)[]>} null for what must be made anew */
  openTexts(texts) {
    return this.#ask("openTexts", { texts });
  }

  /** @param {Bound<{ card: any, text: string }>[]} cards @returns {Promise<{ card: Uint8Array, text: Uint8Array }[]>} */
  sealCards(cards) {
    return this.#ask("sealCards", { cards });
  }

  /** @param {Uint8Array} header @param {string[]} recipients @returns {Promise<Uint8Array>} the new header @throws {TaskFailed} */
  reseal(header, recipients) {
    return this.#ask("reseal", { header, recipients });
  }

  /**
   * @param {Uint8Array} envelope of a reply
   * @param {string[]} recipients the advisors'
   * @param {string} reporter the receipt's recipient
   * @param {import("../crypto/reseal.js").ReplyPlace} place where the reply must stand
   * @param {import("../crypto/recipients-list.js").RecipientsList[]} lists
   * @returns {Promise<Uint8Array>} the new header
   * @throws {TaskFailed} it is not the reply of that place
   */
  resealReply(envelope, recipients, reporter, place, lists) {
    return this.#ask("resealReply", { envelope, recipients, reporter, place, lists });
  }

  /** @param {Uint8Array} message @returns {Promise<Uint8Array>} this advisor's signature */
  sign(message) {
    return this.#ask("sign", { message }, FIRST);
  }

  /** Ends the workers, and with them their copies of the identity. Whoever still waits hears an error. */
  close() {
    for (const worker of this.#workers) worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(new TaskFailed("closed"));
    this.#workers = [];
    this.#waiting.clear();
  }

  /** @param {string} task @param {unknown} asked @param {number} [which] worker @param {Transferable[]} [given] what goes over instead of a copy @returns {Promise<any>} */
  #ask(task, asked, which, given = []) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      if (!this.#workers.length) return reject(new TaskFailed("closed"));
      this.#waiting.set(id, { resolve, reject });
      this.#workers[which ?? id % this.#workers.length].postMessage({ id, task, asked }, given);
    });
  }

  #start() {
    const worker = startWorker(KEYS);
    worker.addEventListener("message", ({ data: { id, result, problem } }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (problem) waiting?.reject(new TaskFailed(problem));
      else waiting?.resolve(result);
    });
    return worker;
  }
}
