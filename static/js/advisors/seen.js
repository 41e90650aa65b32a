// What this browser remembers of the portal, so that the server can't bring back what was: per portal key and advisor, number
// and hash of the last ledger, and the highest number of a list. Neither a key nor a word.

/** @typedef {{ number: number, hash: string, n: number }} Seen `number` 0: no ledger yet */

const STORED = "bekymret ledger ";
/** @type {Readonly<Seen>} */
const NOTHING = Object.freeze({ number: 0, hash: "", n: 0 });

export class Memory {
  #place;

  /** @param {string} advisor id @param {string} portal the fingerprint of its key */
  constructor(advisor, portal) {
    this.#place = `${STORED}${portal} ${advisor}`;
  }

  /** @returns {Seen} */
  get seen() {
    try {
      return { ...NOTHING, ...JSON.parse(localStorage.getItem(this.#place) ?? "{}") };
    } catch {
      return NOTHING;
    }
  }

  /** @param {Partial<Seen>} more */
  keep(more) {
    localStorage.setItem(this.#place, JSON.stringify({ ...this.seen, ...more }));
  }
}
