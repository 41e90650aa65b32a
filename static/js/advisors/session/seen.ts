// What this browser remembers of the portal, so that the server can't bring back what was: per portal key and advisor, number
// and hash of the last ledger, and the highest number of a list. Neither a key nor a word.

/** `number` 0: no ledger yet */
export interface SeenLedger {
  number: number;
  hash: string;
  n: number;
}

const STORED = "bekymret ledger ";
const NOTHING: Readonly<SeenLedger> = Object.freeze({ number: 0, hash: "", n: 0 });

export class Memory {
  #place;

  /** @param advisor id @param portal the fingerprint of its key */
  constructor(advisor: string, portal: string) {
    this.#place = `${STORED}${portal} ${advisor}`;
  }

  get seen(): SeenLedger {
    try {
      return { ...NOTHING, ...JSON.parse(localStorage.getItem(this.#place) ?? "{}") };
    } catch {
      return NOTHING;
    }
  }

  keep(more: Partial<SeenLedger>) {
    localStorage.setItem(this.#place, JSON.stringify({ ...this.seen, ...more }));
  }
}
