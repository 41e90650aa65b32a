// Keeps the tally of closed cases as the cases are: a line for each that is closed, none for what is open again. Lines of
// cases that are gone stay.
import { TALLY } from "../crypto/casefile.js";
import { isReadable } from "./logic/conversation.js";
import { USUAL_AMOUNT, asTally, following, lineOf } from "./logic/tally.js";

/** @typedef {import("./reading.js").Listed} Listed */
/** @typedef {import("./logic/tally.js").Tally} Tally */

const SLICE = 100; // cases that are looked at before the page has its turn

export class Tallying {
  #files;
  #words;
  /** @type {WeakMap<Listed, { id: string, line: string }>} */
  #lines = new WeakMap();

  /** @param {import("./casefiles.js").Casefiles} files @param {import("./logic/answers.js").Words} words */
  constructor(files, words) {
    this.#files = files;
    this.#words = words;
  }

  /** @returns {Tally} */
  get tally() {
    return this.#files.get(TALLY)?.content ?? asTally(null);
  }

  /** @returns {string} what is wrong with it; empty if nothing is */
  get flag() {
    return this.#files.get(TALLY)?.flag ?? "";
  }

  /** @returns {boolean} whether a colleague's browser is not the one to wait for */
  get canBeRenewed() {
    return this.flag !== "" && this.flag !== "closed";
  }

  /** @param {Listed} listed @returns {{ id: string, line: string }} the line's id, empty for a case that something is wrong with; and the line, empty for an open case */
  of(listed) {
    const known = this.#lines.get(listed);
    if (known) return known;
    // What somebody may have put back, or what can't be read, changes no figures.
    const made = isReadable(listed) && !listed.flag ? this.#make(listed) : { id: "", line: "" };
    this.#lines.set(listed, made);
    return made;
  }

  /** @param {Iterable<Listed>} cases all that are there @returns {Tally} as it is to be, saved or not */
  with(cases) {
    const now = Array.from(cases, (listed) => this.of(listed)).filter(({ id }) => id);
    return following(this.tally, new Map(now.map(({ id, line }) => [id, line])));
  }

  /**
   * Brings the lines of some cases up to date; not while something is wrong with what is there, or that would be lost.
   * @param {Iterable<Listed>} cases
   * @param {() => Promise<unknown>} turn lets the page do what else there is to do
   * @throws {import("../web/post.js").NotSent | import("./session.js").SessionOver}
   */
  async follow(cases, turn = async () => {}) {
    if (this.flag) return;
    /** @type {Map<string, string>} */
    const now = new Map();
    let count = 0;
    for (const listed of [...cases]) {
      const { id, line } = this.of(listed);
      if (id) now.set(id, line);
      count += 1;
      if (count % SLICE === 0) await turn();
    }
    const base = this.tally;
    const mine = following(base, now);
    if (mine !== base) await this.#files.save(TALLY, base, mine);
  }

  /** @param {number} amount kroner that an averted eviction is thought to save */
  async value(amount) {
    const base = this.tally;
    await this.#files.save(TALLY, base, { ...base, amount: Number.isInteger(amount) ? amount : USUAL_AMOUNT });
  }

  /** Vouches for what is there, after something was wrong with it. What can't be opened yet is not thrown away so: see `canBeRenewed`. */
  async renew() {
    await this.#files.save(TALLY, this.tally, this.tally, { isForced: true });
  }

  /** @param {Listed & { document: import("../crypto/document.js").Document }} listed */
  #make({ document, file, tally }) {
    return { id: tally, line: tally && file?.closed ? lineOf(tally, document, file, this.#words) : "" };
  }
}
