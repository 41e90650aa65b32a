// Spreads the opening of many envelopes over the machine's cores.

const MAX_WORKERS = 4;

// Trusted Types: this one script of ours may become a worker, nothing else.
const WORKER = "/static/unseal-worker.js";
const policy = window.trustedTypes?.createPolicy("bekymret-worker", {
  createScriptURL: (url) => {
    if (url !== WORKER) throw new TypeError("not our worker");
    return url;
  },
});

export class Unsealer {
  #workers;
  #waiting = new Map();
  #next = 0;

  constructor(identity) {
    const count = Math.min(MAX_WORKERS, Math.max(1, navigator.hardwareConcurrency ?? 1));
    this.#workers = Array.from({ length: count }, () => this.#start(identity));
  }

  /** Returns what `openEnvelope` makes of an envelope at its place. */
  open(envelope, place) {
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#workers[id % this.#workers.length].postMessage({ id, envelope, place });
    });
  }

  /** Ends the workers, and with them their copies of the identity. */
  close() {
    for (const worker of this.#workers) worker.terminate();
    this.#workers = [];
    this.#waiting.clear();
  }

  #start(identity) {
    const worker = new Worker(policy ? policy.createScriptURL(WORKER) : WORKER, { type: "module" });
    worker.addEventListener("message", ({ data }) => {
      this.#waiting.get(data.id)?.(data.opened);
      this.#waiting.delete(data.id);
    });
    worker.postMessage({ identity });
    return worker;
  }
}
