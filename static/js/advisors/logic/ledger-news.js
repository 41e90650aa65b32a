// What has become of the cases since an advisor's ledger was written.
import { isSame } from "../../crypto/talk.js";

/** @typedef {import("../../crypto/ledger.js").Ledger} Ledger */
/** @typedef {import("../../crypto/ledger.js").Opened} Opened */
/** A case by its transcripts: one before each place and one after the last. @typedef {Map<string, Uint8Array[]>} Transcripts */
/**
 * Cases by id: `back`: there is less than there was; `changed`: as much, and not the same; `gone`.
 * @typedef {{ back: string[], changed: string[], gone: string[] }} News
 */

/**
 * @param {Opened[]} ledgers of all advisors
 * @param {Transcripts} now
 * @param {string} today ISO day
 * @param {Opened} [mine] the one of whoever looks
 * @returns {News}
 */
export function compareWith(ledgers, now, today, mine) {
  /** @type {{ back: Set<string>, changed: Set<string>, gone: Set<string> }} */
  const news = { back: new Set(), changed: new Set(), gone: new Set() };
  const isPurged = (/** @type {string} */ id) => ledgers.some((ledger) => isOver(ledger.cases.get(id), today));
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
/** @param {Opened} ledger @param {Opened} [mine] @returns {boolean} whether `mine` was written over it */
function isSettled({ writer, number, hash }, mine) {
  return (
    mine?.colleagues.some((seen) => seen.advisor === writer && seen.number === number && seen.hash === hash) ?? false
  );
}

/** @param {import("../../crypto/ledger.js").Row | undefined} row @param {string} today ISO day @returns {boolean} whether the day has come on which its case goes */
export function isOver(row, today) {
  return Boolean(row?.purge && row.purge <= today);
}

/**
 * How many places of a case are vouched for by somebody who is an advisor now.
 * @param {Ledger[]} ledgers
 * @param {string} id
 * @param {Uint8Array[]} transcripts
 * @returns {number}
 */
export function vouchedFor(ledgers, id, transcripts) {
  const rows = ledgers.flatMap((ledger) => ledger.cases.get(id) ?? []);
  const holds = rows.filter(({ places, state }) => places < transcripts.length && isSame(transcripts[places], state));
  return Math.max(0, ...holds.map(({ places }) => places));
}

/**
 * How far the next ledger may go in a case: over what reporters wrote, over what is vouched for, over what was written
 * here; not over a reply that only a former advisor may have written.
 * @param {{ by: string }[]} places
 * @param {number} vouched
 * @param {Set<number>} own places of replies that were sent from here
 * @param {boolean} hasFormer
 * @returns {number}
 */
export function reachesTo(places, vouched, own, hasFormer) {
  const stop = places.findIndex(({ by }, seq) => by === "advisor" && seq >= vouched && hasFormer && !own.has(seq));
  return stop < 0 ? places.length : stop;
}
