// Spreads the opening of many envelopes over the machine's cores.

const MAX_WORKERS = 4;

// Trusted Types: this one script of ours may become a worker, nothing else.
const WORKER = "/static/worker.js";
/** @type {{ createScriptURL(url: string): any } | undefined} */
const policy = /** @type {any} */ (window).trustedTypes?.createPolicy("bekymret-worker", {
  /** @param {string} url */
  createScriptURL: (url) => {
    if (url !== WORKER) throw new TypeError("not our worker");
    return url;
  },
});

/** @typedef {import("../crypto/place.js").Opened} Opened */

export class Unsealer {
  /** @type {Worker[]} */
  #workers;
  /** @type {Map<number, { resolve: (opened: Opened) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();
  #next = 0;

  /** @param {string} identity */
  constructor(identity) {
    const count = Math.min(MAX_WORKERS, Math.max(1, navigator.hardwareConcurrency ?? 1));
    this.#workers = Array.from({ length: count }, () => this.#start(identity));
  }

  /**
   * @param {Uint8Array | null} envelope
   * @param {import("../crypto/place.js").Place} place
   * @returns {Promise<Opened>} what `openAt` makes of the envelope
   * @throws {Error} the unsealer was closed first
   */
  open(envelope, place) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      if (!this.#workers.length) return reject(new Error("closed"));
      this.#waiting.set(id, { resolve, reject });
      this.#workers[id % this.#workers.length].postMessage({ id, envelope, place });
    });
  }

  /** Ends the workers, and with them their copies of the identity. Whoever still waits hears an error. */
  close() {
    for (const worker of this.#workers) worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(new Error("closed"));
    this.#workers = [];
    this.#waiting.clear();
  }

  /** @param {string} identity */
  #start(identity) {
    const worker = new Worker(policy ? policy.createScriptURL(WORKER) : WORKER, { type: "module" });
    worker.addEventListener("message", ({ data }) => {
      this.#waiting.get(data.id)?.resolve(data.opened);
      this.#waiting.delete(data.id);
    });
    worker.postMessage({ identity });
    return worker;
  }
}
