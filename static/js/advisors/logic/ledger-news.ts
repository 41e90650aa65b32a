// What has become of the cases since an advisor's ledger was written.
import type { Ledger, LedgerRow, OpenedLedger } from "../../crypto/ledger.ts";
import { isSame } from "../../crypto/talk.ts";

/** A case by its transcripts: one before each place and one after the last. */
export type Transcripts = Map<string, Uint8Array[]>;
/** Cases by id: `back`: there is less than there was; `changed`: as much, and not the same; `gone`. */
export interface LedgerNews {
  back: string[];
  changed: string[];
  gone: string[];
}

/**
 * @param ledgers of all advisors
 * @param today ISO day
 * @param mine the one of whoever looks
 */
export function compareWith(ledgers: OpenedLedger[], now: Transcripts, today: string, mine?: OpenedLedger): LedgerNews {
  const news: { back: Set<string>; changed: Set<string>; gone: Set<string> } = {
    back: new Set(),
    changed: new Set(),
    gone: new Set(),
  };
  const isPurged = (id: string) => ledgers.some((ledger) => isOver(ledger.cases.get(id), today));
  const told = ledgers.filter((ledger) => !isSettled(ledger, mine));
  for (const [id, row] of told.flatMap((ledger) => [...ledger.cases])) {
    const transcripts = now.get(id);
    if (!transcripts) {
      if (!isPurged(id)) news.gone.add(id);
    } else if (transcripts.length - 1 < row.places) news.back.add(id);
    else if (!isSame(transcripts[row.places], row.state)) news.changed.add(id);
  }
  return { back: [...news.back], changed: [...news.changed], gone: [...news.gone] };
}

// Whoever wrote a ledger had compared the cases with that of each colleague, and had seen what was named. What stands in the
// colleague's from then on is not asked about again.
/** @returns whether `mine` was written over it */
function isSettled({ writer, number, hash }: OpenedLedger, mine?: OpenedLedger): boolean {
  return (
    mine?.colleagues.some((seen) => seen.advisor === writer && seen.number === number && seen.hash === hash) ?? false
  );
}

/** @param today ISO day @returns whether the day has come on which its case goes */
export function isOver(row: LedgerRow | undefined, today: string): boolean {
  return Boolean(row?.purge && row.purge <= today);
}

/** How many places of a case are vouched for by somebody who is an advisor now. */
export function vouchedFor(ledgers: Ledger[], id: string, transcripts: Uint8Array[]): number {
  const rows = ledgers.flatMap((ledger) => ledger.cases.get(id) ?? []);
  const holds = rows.filter(({ places, state }) => places < transcripts.length && isSame(transcripts[places], state));
  return Math.max(0, ...holds.map(({ places }) => places));
}

/**
 * How far the next ledger may go in a case: over what reporters wrote, over what is vouched for, over what was written
 * here; not over a reply that only a former advisor may have written.
 * @param own places of replies that were sent from here
 */
export function reachesTo(places: { by: string }[], vouched: number, own: Set<number>, hasFormer: boolean): number {
  const stop = places.findIndex(({ by }, seq) => by === "advisor" && seq >= vouched && hasFormer && !own.has(seq));
  return stop < 0 ? places.length : stop;
}
