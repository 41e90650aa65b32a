// What the ledgers say of the cases, and what this session found to be otherwise: it is named until an advisor has seen it.
// Meanwhile no ledger is written, nor over what was read in part: the next one would have it forgotten.

import type { LedgeredCase } from "../logic/case.ts";
import type { LedgerFindings, Ledgers } from "./ledger.ts";

const NOTHING: Readonly<LedgerFindings> = Object.freeze({
  day: "",
  count: 0,
  problem: "",
  back: [],
  changed: [],
  gone: [],
});

export class Findings {
  #books;
  #ledgered;
  #isCompared = false;
  /** What differs; null if nothing does, or there is nothing to compare with. */
  found: LedgerFindings | null = null;

  /** @param ledgered what the ledger speaks of, as it is by now */
  constructor(books: Ledgers, ledgered: () => Map<string, LedgeredCase>) {
    this.#books = books;
    this.#ledgered = ledgered;
  }

  /** All is read anew. */
  begin() {
    this.#isCompared = false;
  }

  /** Whether everything was read, and compared. */
  get isCompared() {
    return this.#isCompared;
  }

  /** Whether something was named that an advisor has to see first. */
  get isSuspicious() {
    const { found } = this;
    return Boolean(found && (found.problem || found.back.length || found.changed.length || found.gone.length));
  }

  /**
   * @param problem of the ledgers themselves
   * @param refresh fetches what has changed: a case that was opened again meanwhile may have moved past what was still
   *   to come
   */
  async compare(problem: string, refresh: () => Promise<void>) {
    this.found = this.#books.compare(this.#ledgered(), problem);
    if (this.found?.gone.length) {
      await refresh();
      this.found = this.#books.compare(this.#ledgered(), problem);
    }
    this.#isCompared = true;
  }

  /** @param more besides what is named already */
  name({ problem = "", back = [], gone = [] }: { problem?: string; back?: string[]; gone?: string[] }) {
    const known = this.found ?? NOTHING;
    const [allBack, allGone] = [new Set([...known.back, ...back]), new Set([...known.gone, ...gone])];
    this.found = { ...known, problem: known.problem || problem, back: [...allBack], gone: [...allGone] };
  }

  /**
   * An advisor has seen one of the things that were named.
   * @param id of a case; empty for what is wrong with the ledgers themselves
   */
  see(id: string) {
    if (!this.found) return;
    const { problem, back, changed, gone } = this.found;
    const others = (ids: string[]) => ids.filter((each) => each !== id);
    const left = { back: others(back), changed: others(changed), gone: others(gone) };
    this.found = { ...this.found, problem: id ? problem : "", ...left };
  }

  /**
   * Writes the next ledger, if everything was read.
   * @param how see `Ledgers.write`
   */
  async write(how?: { now?: boolean }) {
    if (this.#isCompared) await this.#books.write(this.#ledgered(), how);
  }
}
