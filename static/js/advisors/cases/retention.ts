// The days on which cases and places go. A day without the server's mark deletes nothing there: this browser, having read the
// signed file, says the days again. What is due and waits, being many at once, is told.
import type { FileVersion } from "../logic/casefile.ts";
import type { Session } from "../session/session.ts";
import { BACKGROUND, type Trust } from "../session/trust.ts";
import type { Casefiles } from "./casefiles.ts";

/** What the server tells: cases whose days have no mark of ours, and what is due and waits, being many at once. */
interface ToldDays {
  unmarked: string[];
  cases: string[];
  places: string[];
}
/** What is told above the list: cases whose days nobody here has written, and what is due and waits. */
export interface DueCases {
  unmarked: string[];
  waiting: string[];
}

const NOTHING: Readonly<DueCases> = Object.freeze({ unmarked: [], waiting: [] });

export class Retention {
  #session;
  #trust;
  #files;
  found: DueCases = NOTHING;

  constructor(session: Session, trust: Trust, files: Casefiles) {
    this.#session = session;
    this.#trust = trust;
    this.#files = files;
  }

  /**
   * Looks what stands there, and puts right what can be.
   * @param isKnown whether a case is one of those that were read
   * @param differing cases with another day than their files say
   */
  async look(isKnown: (id: string) => boolean, differing: string[]) {
    const { api } = this.#session;
    const { unmarked, cases, places } = await api.get<ToldDays>("/inbox/retention");
    const left = [];
    for (const id of new Set([...unmarked, ...differing].filter(isKnown))) {
      if (!(await this.#sayAgain(id))) left.push(id);
    }
    this.found = { unmarked: left, waiting: [...new Set([...cases, ...places])].filter(isKnown) };
  }

  /** @returns whether the days are as the signed file says */
  async #sayAgain(id: string): Promise<boolean> {
    const { api } = this.#session;
    const { versions } = await api.get<{ versions: FileVersion[] }>(`/inbox/casefiles/${id}`);
    const { flag, content } = await this.#files.open(id, versions);
    if (flag || !this.#trust.mayWrite(BACKGROUND)) return false;
    const newest = versions.at(-1)?.hash ?? "";
    const { purge, removal } = content;
    const days = { purge_day: purge || null, places: removal?.places ?? [], places_day: removal?.day || null };
    await api.post(`/inbox/cases/${id}/retention`, { newest, ...days });
    return true;
  }
}
