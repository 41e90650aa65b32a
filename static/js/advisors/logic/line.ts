// One line of a case file, as it is read. See [Note: Lines that never meet].
import { isInteger, isObject } from "../../crypto/document.ts";

/** How far a writer saw: of each case of the home how many places, and lines. What was seen before is not named again. */
export interface Saw {
  places: Record<string, number>;
  lines: string[];
}

/** What was decided, tried or noted, as it was signed; members that we do not know are kept. */
export interface Line {
  id: string; // 32 hex, random
  kind: string; // a register, or an attempt's channel, `note`, `undo`, `erase`; whatever else is kept
  value: unknown;
  by: string; // an advisor's id
  day: string; // ISO day
  time: string; // "HH:MM"
  over: string[]; // ids of what it replaces, corrects, takes back or erases
  saw?: Saw; // of a level or an ending
}

/** An ISO day. */
export const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

const ID = /^[0-9a-f]{32}$/;
const TIME = /^[0-9]{2}:[0-9]{2}$/;

/** @param given a list out of a signed file @returns what of it is a line */
export function asLines(given: unknown): Line[] {
  return listOf(given)
    .filter(isObject)
    .map(asLine)
    .filter((line) => line !== null);
}

/** @returns negative, zero or positive, by what stands first in a dictionary of code points */
export function compare<T extends string | number>(one: T, other: T): number {
  return one < other ? -1 : Number(one > other);
}

/** @returns when it was written, as it sorts */
export function whenOf({ day, time }: Line): string {
  return `${day} ${time}`;
}

/** @returns the text, or nothing if it is of another form */
export function matching(form: RegExp, value: unknown): string {
  return typeof value === "string" && form.test(value) ? value : "";
}

function asLine(given: Record<string, unknown>): Line | null {
  const { saw, ...others } = given;
  const { id, kind, value = null, by, day, time, over } = others;
  if (!isId(id) || typeof kind !== "string" || !kind) return null;
  const texts = { by: matching(ID, by), day: matching(DAY, day), time: matching(TIME, time) };
  const line = { ...others, id, kind, value, ...texts, over: idsIn(over) };
  return isObject(saw) ? { ...line, saw: asSaw(saw) } : line;
}

function asSaw({ places, lines }: Record<string, unknown>): Saw {
  const counts = Object.entries(isObject(places) ? places : {});
  const known = counts.filter((each): each is [string, number] => isId(each[0]) && isInteger(each[1]));
  return { places: Object.fromEntries(known), lines: idsIn(lines) };
}

function idsIn(given: unknown): string[] {
  return listOf(given).filter(isId);
}

function listOf(given: unknown): unknown[] {
  return Array.isArray(given) ? given : [];
}

function isId(value: unknown): value is string {
  return typeof value === "string" && ID.test(value);
}
