// One step of work on a case: what is decided becomes lines of the log, so that who did what and when is never lost.

/** @typedef {import("./casefile.js").State} State */
/** @typedef {import("./casefile.js").Entry} Entry */
/** Who writes, and when: advisor's id, ISO day, "HH:MM". @typedef {{ by: string, day: string, at: string }} Writer */
/** What is said besides: a note, or an attempt to reach somebody. @typedef {{ kind: string, result: string, text: string }} Said */

/**
 * @param {State} base
 * @param {State} mine as it is to be
 * @param {Said[]} said
 * @param {Writer} writer
 * @param {() => string} newId
 * @returns {State} with a line for everything that is new in it
 */
export function withLog(base, mine, said, writer, newId) {
  const lines = [...said.filter(({ kind, text }) => kind !== "note" || text.trim()), ...changes(base, mine)];
  /** @type {Entry[]} */
  const entries = lines.map(({ kind, result, text }) => ({ id: newId(), ...writer, kind, result, text: text.trim() }));
  return { ...mine, log: [...mine.log, ...entries] };
}

/** @param {State} base @param {State} mine @returns {Said[]} */
function changes(base, mine) {
  /** @type {Said[]} */
  const found = [];
  const add = (/** @type {string} */ kind, result = "", text = "") => found.push({ kind, result, text });
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
