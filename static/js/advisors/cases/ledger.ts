// The ledgers: read and compared at each unlocking, written when something has changed. The browser remembers the number and
// the hash of its last one, so that the server can't bring an older one back.
//
// [Note: A ledger vouches] Each advisor's ledger says, signed, how far they have seen every case: its places, its case file,
// the day on which it goes. What a ledger of an advisor of now covers is vouched for. Whatever only a former advisor may have
// written is shown and flagged, and no ledger goes over it. What a ledger says and the server does not give any more is named
// until an advisor has seen it; meanwhile no ledger is written, as the next one would have it forgotten.
import { fromBase64 } from "../../crypto/bytes.ts";
import { SHARED } from "../../crypto/casefile.ts";
import type { Ledger, LedgerRow, OpenedLedger } from "../../crypto/ledger.ts";
import { isSame } from "../../crypto/talk.ts";
import { frame, uint32 } from "../../web/frame.ts";
import { portal } from "../../web/page.ts";
import { TaskFailed } from "../keys/keyring.ts";
import type { LedgeredCase } from "../logic/case.ts";
import { compareWith, isOver, reachesTo, vouchedFor, type LedgerNews } from "../logic/ledger-news.ts";
import { addDays } from "../logic/workdays.ts";
import type { Session } from "../session/session.ts";
import { BACKGROUND, type Trust } from "../session/trust.ts";

const NEW = "0".repeat(64);
const PAUSE_MS = 5 * 60_000;
const REMEMBERED_DAYS = 400;

/** What a ledger says that is worth writing another for. */
export type LedgerContent = Pick<Ledger, "n" | "colleagues" | "cases">;
/** What the head of the list says. */
export type LedgerFindings = { day: string; count: number; problem: string } & LedgerNews;

export class Ledgers {
  #session;
  #trust;
  #ledgers: OpenedLedger[] = [];
  /** places of replies that were sent from here, by case */
  #own = new Map<string, Set<number>>();
  #written = -PAUSE_MS;
  #last: LedgerContent | null = null;

  constructor(session: Session, trust: Trust) {
    this.#session = session;
    this.#trust = trust;
  }

  /**
   * Reads all ledgers.
   * @returns what is wrong with them: `back`, `unreadable`, or nothing
   */
  async read(): Promise<string> {
    const { ledgers } = await this.#session.api.get<{ ledgers: { advisor: string; envelope: string }[] }>(
      "/inbox/ledgers",
    );
    let problem = "";
    this.#ledgers = [];
    if (!this.#trust.current) return problem; // without a list nobody's signature counts, and that is said already
    for (const { advisor, envelope } of ledgers) {
      const key = this.#trust.voiceOf(advisor);
      if (!key) continue; // a former advisor's vouches for nothing
      try {
        const opened = await this.#session.keyring.openLedger(fromBase64(envelope), key);
        if (opened.writer === advisor) this.#ledgers.push(opened);
        else problem = "unreadable";
      } catch (error) {
        // One from before this advisor came is sealed to others; if it should not be, its number tells: see `#wentBack`.
        if (!(error instanceof TaskFailed && error.kind === "no_match")) problem = "unreadable";
      }
    }
    for (const { n } of this.#ledgers) this.#trust.refuseBefore(n);
    return this.#wentBack() ? "back" : problem;
  }

  /** @returns null if there is nothing to compare with */
  compare(cases: Map<string, LedgeredCase>, problem: string): LedgerFindings | null {
    const newest = this.#mine ?? this.#ledgers[0];
    if (!newest && !problem) return null;
    const transcripts = new Map([...cases].map(([id, known]) => [id, known.transcripts]));
    const news = compareWith(this.#ledgers, transcripts, this.#trust.earlierDay, this.#mine);
    const { day = "", cases: told = new Map() } = newest ?? {};
    const count = [...told].filter(([id, row]) => !SHARED.includes(id) && !isOver(row, day)).length;
    return { day, count, problem, ...news };
  }

  /** Whether somebody who is an advisor now vouches for a reply. */
  isVouchedFor(id: string, seq: number, transcripts: Uint8Array[]) {
    if (!this.#trust.hasFormer || this.ownOf(id).has(seq)) return true;
    return seq < vouchedFor(this.#ledgers, id, transcripts);
  }

  /** Places of replies that were sent from here. */
  ownOf(id: string): Set<number> {
    return this.#own.get(id) ?? new Set();
  }

  /** What advisors of now have seen of a case's file. */
  headsOf(id: string): Uint8Array[] {
    return this.#ledgers.flatMap((ledger) => ledger.cases.get(id)?.head ?? []);
  }

  /** Whether an advisor of now has said that a case goes on a day that has come. */
  isPurged(id: string) {
    return this.#ledgers.some((ledger) => isOver(ledger.cases.get(id), this.#trust.earlierDay));
  }

  /** A reply was sent from here. */
  noteOwn(id: string, seq: number) {
    this.#own.set(id, this.ownOf(id).add(seq));
  }

  /**
   * Writes the next ledger if something has changed.
   * @param how `now`: however short the last time ago is
   */
  async write(cases: Map<string, LedgeredCase>, { now = false }: { now?: boolean } = {}) {
    if (!this.#trust.mayWrite(BACKGROUND) || (!now && Date.now() - this.#written < PAUSE_MS)) return;
    const { n, texts } = this.#trust.check(BACKGROUND);
    const rows = new Map([
      ...this.#gone(cases),
      ...[...cases].map(([id, known]) => [id, this.#row(id, known)] as const),
    ]);
    const { id: writer } = this.#session.advisor;
    const mine = this.#mine;
    const { seen } = this.#trust.memory;
    const number = Math.max(mine?.number ?? 0, seen.number) + 1;
    const before = mine?.hash ?? (seen.hash || NEW);
    const colleagues = this.#ledgers
      .filter((each) => each.writer !== writer)
      .map((each) => ({ advisor: each.writer, number: each.number, hash: each.hash }));
    const ledger = {
      ...{ site: portal.origin, n, writer, number, before },
      ...{ day: this.#trust.today, colleagues, cases: rows },
    };
    if (this.#last && isSaid(ledger, this.#last)) return;
    const { envelope, hash } = await this.#session.keyring.writeLedger(ledger, texts);
    const answer = await this.#session.api.postFrame("/inbox/ledgers", frame([uint32(number)], [{ envelope }]));
    if (!answer.ok) return; // the next one says it
    this.#trust.memory.keep({ number, hash });
    this.#ledgers = [...this.#ledgers.filter((each) => each.writer !== writer), { ...ledger, hash }];
    this.#written = Date.now();
    this.#last = ledger;
  }

  #row(id: string, { places, transcripts, head, purge }: LedgeredCase): LedgerRow {
    const vouched = vouchedFor(this.#ledgers, id, transcripts);
    const reach = reachesTo(places, vouched, this.ownOf(id), this.#trust.hasFormer);
    return { places: reach, state: transcripts[reach], head, purge };
  }

  // A colleague who comes back after a long time must hear that it was on purpose.
  /** @returns purged cases of late */
  #gone(cases: Map<string, LedgeredCase>): [string, LedgerRow][] {
    const since = addDays(this.#trust.earlierDay, -REMEMBERED_DAYS);
    const rows = this.#ledgers.flatMap((ledger) => [...ledger.cases]);
    return rows.filter(([id, row]) => !cases.has(id) && isOver(row, this.#trust.earlierDay) && row.purge > since);
  }

  #wentBack() {
    const [mine, remembered] = [this.#mine, this.#trust.memory.seen];
    if (remembered.number && (!mine || mine.number < remembered.number)) return true;
    if (remembered.number && mine?.number === remembered.number && mine.hash !== remembered.hash) return true;
    const seen = this.#ledgers.flatMap((each) => each.colleagues);
    return seen.some(({ advisor, number, hash }) => {
      const theirs = this.#ledgers.find((each) => each.writer === advisor);
      if (!this.#trust.voiceOf(advisor)) return false;
      return !theirs || theirs.number < number || (theirs.number === number && theirs.hash !== hash);
    });
  }

  get #mine() {
    return this.#ledgers.find((each) => each.writer === this.#session.advisor.id);
  }
}

/** @returns whether it says nothing that the last one did not */
function isSaid({ n, colleagues, cases }: LedgerContent, last: LedgerContent): boolean {
  if (n !== last.n || cases.size !== last.cases.size) return false;
  if (JSON.stringify(colleagues) !== JSON.stringify(last.colleagues)) return false;
  return [...cases].every(([id, row]) => {
    const before = last.cases.get(id);
    const isAsFar = before && row.places === before.places && row.purge === before.purge;
    return isAsFar && isSame(row.state, before.state) && isSame(row.head, before.head);
  });
}

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
  async writeNext(how?: { now?: boolean }) {
    if (this.#isCompared) await this.#books.write(this.#ledgered(), how);
  }
}
