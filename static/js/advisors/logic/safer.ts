// Of two decisions at once the safer one is shown. See [Note: Lines that never meet].
import { isObject } from "../../crypto/document.ts";
import { LEVELS } from "./casefile.ts";
import { DAY, compare, matching, whenOf, type Line } from "./line.ts";

/** Sorts behind every ISO day: no date is less safe than any. */
const NEVER = "~";

/** How safe a line's value is within its register, the lower the safer; values that are alike are told apart by when. */
const RANKS: Record<string, (value: unknown) => string | number> = {
  level: (value) => (typeof value === "string" && LEVELS.includes(value) ? LEVELS.indexOf(value) : LEVELS.length),
  owner: (value) => Number(value === "" || value === null),
  next: dayIn,
  deadline: dayIn,
  ending: (value) => Number(isObject(value) && value.state === "closed"),
  pair: (value) => Number(value === "linked"),
};

/** @returns negative if the first is the safer, positive if the second is; both are of one register */
export function compareSafety(one: Line, other: Line): number {
  const [name] = one.kind.split(":");
  const rank = RANKS[name];
  const byValue = rank ? compare(rank(one.value), rank(other.value)) : 0;
  const byTime = compare(whenOf(one), whenOf(other));
  return byValue || (name === "owner" ? byTime : -byTime) || compare(one.id, other.id);
}

function dayIn(value: unknown): string {
  return (isObject(value) && matching(DAY, value.day)) || NEVER;
}
