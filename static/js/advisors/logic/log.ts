// One step of work on a case: what is decided becomes lines of the log, so that who did what and when is never lost.

import type { CaseState, LogLine } from "./casefile.ts";

/** Who writes, and when: advisor's id, ISO day, "HH:MM". */
export interface Writer {
  by: string;
  day: string;
  at: string;
}
/** What is said besides: a note, or an attempt to reach somebody. */
export interface Said {
  kind: string;
  result: string;
  text: string;
}

/** @param mine as it is to be @returns with a line for everything that is new in it */
export function withLog(
  base: CaseState,
  mine: CaseState,
  said: Said[],
  writer: Writer,
  newId: () => string,
): CaseState {
  const lines = [...said.filter(({ kind, text }) => kind !== "note" || text.trim()), ...changes(base, mine)];
  const entries: LogLine[] = lines.map(({ kind, result, text }) => ({
    id: newId(),
    ...writer,
    kind,
    result,
    text: text.trim(),
  }));
  return { ...mine, log: [...mine.log, ...entries] };
}

function changes(base: CaseState, mine: CaseState): Said[] {
  const found: Said[] = [];
  const add = (kind: string, result = "", text = "") => found.push({ kind, result, text });
  if (mine.level !== base.level) add("level", mine.level);
  if (mine.owner !== base.owner) add("owner", mine.owner);
  if (mine.closed && !base.closed) add("closed", mine.outcome);
  if (!mine.closed && base.closed) add("reopened");
  if (!mine.closed && (mine.next !== base.next || mine.step !== base.step)) add("next", mine.step, mine.next);
  if (mine.closed && base.closed && mine.purge !== base.purge) add("kept", mine.purge, mine.keep);
  for (const id of mine.links) if (!base.links.includes(id)) add("linked", id);
  for (const id of base.links) if (!mine.links.includes(id)) add("unlinked", id);
  return found;
}
