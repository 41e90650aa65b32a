// Keeps the tally of closed cases as the cases are: a line for each that is closed, none for what is open again. Lines of
// cases that are gone stay.
import { TALLY } from "../../crypto/casefile.ts";
import type { Document } from "../../crypto/document.ts";
import type { Words } from "../logic/answers.ts";
import type { ListedCase } from "../logic/case.ts";
import { isReadable } from "../logic/conversation.ts";
import { USUAL_AMOUNT, asTally, following, lineOf, type Tally } from "../logic/tally.ts";
import type { Casefiles } from "./casefiles.ts";

const SLICE = 100; // cases that are looked at before the page has its turn

export class TallyKeeper {
  #files;
  #words;
  #lines = new WeakMap<ListedCase, { id: string; line: string }>();

  constructor(files: Casefiles, words: Words) {
    this.#files = files;
    this.#words = words;
  }

  get tally(): Tally {
    return this.#files.get<Tally>(TALLY)?.content ?? asTally(null);
  }

  /** @returns what is wrong with it; empty if nothing is */
  get flag(): string {
    return this.#files.get(TALLY)?.flag ?? "";
  }

  /** @returns whether a colleague's browser is not the one to wait for */
  get canBeRenewed(): boolean {
    return this.flag !== "" && this.flag !== "closed";
  }

  /** @returns the line's id, empty for a case that something is wrong with; and the line, empty for an open case */
  of(listed: ListedCase): { id: string; line: string } {
    const known = this.#lines.get(listed);
    if (known) return known;
    // What somebody may have put back, or what can't be read, changes no figures.
    const made = isReadable(listed) && !listed.flag ? this.#make(listed) : { id: "", line: "" };
    this.#lines.set(listed, made);
    return made;
  }

  /** @param cases all that are there @returns as it is to be, saved or not */
  with(cases: Iterable<ListedCase>): Tally {
    const now = Array.from(cases, (listed) => this.of(listed)).filter(({ id }) => id);
    return following(this.tally, new Map(now.map(({ id, line }) => [id, line])));
  }

  /**
   * Brings the lines of some cases up to date; not while something is wrong with what is there, or that would be lost.
   * @param turn lets the page do what else there is to do
   * @throws {NotSent | SessionOver}
   */
  async follow(cases: Iterable<ListedCase>, turn: () => Promise<unknown> = async () => {}) {
    if (this.flag) return;
    const now = new Map<string, string>();
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

  /** @param amount kroner that an averted eviction is thought to save */
  async value(amount: number) {
    const base = this.tally;
    await this.#files.save(TALLY, base, { ...base, amount: Number.isInteger(amount) ? amount : USUAL_AMOUNT });
  }

  /**
   * Vouches for what is there, after something was wrong with it. What can't be opened yet is not thrown away so: see
   * `canBeRenewed`.
   */
  async renew() {
    await this.#files.save(TALLY, this.tally, this.tally, { isForced: true });
  }

  #make({ document, file, tally }: ListedCase & { document: Document }) {
    return { id: tally, line: tally && file?.closed ? lineOf(tally, document, file, this.#words) : "" };
  }
}
