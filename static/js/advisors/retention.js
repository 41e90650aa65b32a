// The days on which cases and places go. A day without the server's mark deletes nothing there: this browser, having read the
// signed file, says the days again. What is due and waits, being many at once, is told.
import { BACKGROUND } from "./trust.js";

/** @typedef {import("./casefiles.js").Opened} Opened */
/** What is told above the list: cases whose days nobody here has written, and what is due and waits. @typedef {{ unmarked: string[], waiting: string[] }} Kept */

/** @type {Readonly<Kept>} */
const NOTHING = Object.freeze({ unmarked: [], waiting: [] });

export class Retention {
  #session;
  #trust;
  #files;
  /** @type {Kept} */
  found = NOTHING;

  /** @param {import("./session.js").Session} session @param {import("./trust.js").Trust} trust @param {import("./casefiles.js").Casefiles} files */
  constructor(session, trust, files) {
    this.#session = session;
    this.#trust = trust;
    this.#files = files;
  }

  /**
   * Looks what stands there, and puts right what can be.
   * @param {(id: string) => boolean} isKnown whether a case is one of those that were read
   * @param {string[]} differing cases with another day than their files say
   */
  async look(isKnown, differing) {
    const { api } = this.#session;
    const { unmarked, cases, places } = await this.#session.during(api.get("/inbox/retention"));
    const left = [];
    for (const id of new Set([...unmarked, ...differing].filter(isKnown))) {
      if (!(await this.#sayAgain(id))) left.push(id);
    }
    this.found = { unmarked: left, waiting: [...new Set([...cases, ...places])].filter(isKnown) };
  }

  /** @param {string} id @returns {Promise<boolean>} whether the days are as the signed file says */
  async #sayAgain(id) {
    const { api } = this.#session;
    const { versions } = await this.#session.during(api.get(`/inbox/casefiles/${id}`));
    const { flag, content } = await this.#files.open(id, versions);
    if (flag || !this.#trust.mayWrite(BACKGROUND)) return false;
    const newest = versions.length ? versions.at(-1).hash : "";
    const { purge, removal } = content;
    const days = { purge_day: purge || null, places: removal?.places ?? [], places_day: removal?.day || null };
    await this.#session.during(api.post(`/inbox/cases/${id}/retention`, { newest, ...days }));
    return true;
  }
}
