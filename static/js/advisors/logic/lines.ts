// [Note: Lines that never meet] What advisors note is kept as lines that are only ever added. Two versions of a file, and the
// files of one home, are brought together by uniting their lines by id, and no line is made by that: so nobody waits for a
// colleague, and nobody is asked. What holds follows from the lines: of one register those that no other one replaces, its
// heads; of several heads the safer. crypto/lines.py says the same; tests/vectors/lines.json holds both to it.
import { isObject } from "../../crypto/document.ts";
import { compare, whenOf, type Line, type Saw } from "./line.ts";
import { compareSafety } from "./safer.ts";

/** Takes back the lines that it names. */
export const UNDO = "undo";
/** Takes the lines that it names out of every union, for good. */
export const ERASE = "erase";

const SINGLE = ["level", "owner", "next", "ending"];
const MANY = /^(?:pair|fact|deadline|plan|tick|consent|leaves|reply|handover):/;
const SEEING = ["level", "ending"];

/** @returns whether one value of this kind holds at a time; of other kinds each line stands for itself */
export function isRegister(kind: string): boolean {
  return SINGLE.includes(kind) || MANY.test(kind);
}

/** @returns all of them, each once, without what was erased, in the order of their writing */
export function union(...lists: Line[][]): Line[] {
  const found = new Map<string, Line>();
  for (const line of lists.flat()) {
    const other = found.get(line.id);
    if (!other || isFirst(line, other)) found.set(line.id, line);
  }
  const erased = named([...found.values()].filter(({ kind }) => kind === ERASE));
  const kept = [...found.values()].filter(({ id, kind }) => kind === ERASE || !erased.has(id));
  return kept.sort((one, other) => compare(whenOf(one), whenOf(other)) || compare(one.id, other.id));
}

/** @returns ids of the lines that hold no more: taken back, or corrected by a line that was not */
export function takenBack(lines: Line[]): Set<string> {
  const undone = named(lines.filter(({ kind }) => kind === UNDO));
  const correcting = lines.filter(({ id, kind }) => isSaid(kind) && !undone.has(id));
  return new Set([...undone, ...named(correcting)]);
}

/** @returns of each register the lines that no other one replaces, the safest first: that is its value */
export function headsOf(lines: Line[]): Map<string, Line[]> {
  const gone = takenBack(lines);
  const registers = new Map<string, Line[]>();
  for (const line of lines) {
    if (!isRegister(line.kind) || gone.has(line.id)) continue;
    registers.set(line.kind, [...(registers.get(line.kind) ?? []), line]);
  }
  return new Map([...registers].map(([register, all]) => [register, headsAmong(all)]));
}

/**
 * What no level and no ending names of what is there.
 * @param places how many each case of the home has
 * @returns of each case that has new ones how many there are by now, and ids
 */
export function unseen(lines: Line[], places: Record<string, number>): Saw {
  const gone = takenBack(lines);
  const seeing = lines.filter(({ id, kind }) => SEEING.includes(kind) && !gone.has(id));
  const seen = new Set(seeing.flatMap(({ id, saw }) => [id, ...(saw?.lines ?? [])]));
  const known = (id: string) => Math.max(0, ...seeing.map(({ saw }) => saw?.places[id] ?? 0));
  return {
    places: Object.fromEntries(Object.entries(places).filter(([id, count]) => count > known(id))),
    lines: lines.map(({ id }) => id).filter((id) => !seen.has(id) && !gone.has(id)),
  };
}

// Whoever writes lines that replace each other in a circle has no say in which of them holds.
function headsAmong(all: Line[]): Line[] {
  const replaced = new Set(all.flatMap(({ id, over }) => over.filter((each) => each !== id)));
  const heads = all.filter(({ id }) => !replaced.has(id));
  return (heads.length ? heads : all).sort(compareSafety);
}

/** @returns whether each line of this kind stands for itself, and may be corrected by another */
function isSaid(kind: string): boolean {
  return kind !== UNDO && kind !== ERASE && !isRegister(kind);
}

function named(lines: Line[]): Set<string> {
  return new Set(lines.flatMap(({ id, over }) => over.filter((each) => each !== id)));
}

// No honest browser gives one id to two lines; whichever comes first, all must keep the same.
function isFirst(one: Line, other: Line): boolean {
  return one !== other && compare(sorted(one), sorted(other)) < 0;
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner) && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => compare(one, other)))
      : inner,
  );
}
