// What the advisors share besides cases: standard replies, and who looks after whose cases while somebody is away.
import { isObject } from "../../crypto/document.ts";
import { mergeById } from "./casefile.ts";

export interface StandardReply {
  id: string;
  title: string;
  text: string;
}
/**
 * All open cases of one advisor to another. Days are ISO, both included; `seen`: the day on which it was acknowledged.
 */
export interface Handover {
  id: string;
  from: string;
  to: string;
  first: string;
  last: string;
  note: string;
  seen: string;
}
export interface Team {
  replies: StandardReply[];
  handovers: Handover[];
}

const REPLY = ["id", "title", "text"] as const;
const HANDOVER = ["id", "from", "to", "first", "last", "note", "seen"] as const;

/** @param content of a signed file */
export function asTeam(content: unknown): Team {
  const { replies, handovers } = isObject(content) ? content : {};
  return { replies: listOf(replies, REPLY), handovers: listOf(handovers, HANDOVER) };
}

export function merge(base: Team, mine: Team, theirs: Team): { merged: Team; clashes: [] } {
  const merged = {
    replies: mergeById(base.replies, mine.replies, theirs.replies),
    handovers: mergeById(base.handovers, mine.handovers, theirs.handovers),
  };
  return { merged, clashes: [] };
}

/** Nothing keeps it from being saved. */
export function problemOf() {
  return "";
}

/** @param today ISO day @returns who looks after whose cases today */
export function standIns({ handovers }: Team, today: string): Map<string, string> {
  return new Map(handovers.filter((each) => isOn(each, today)).map(({ from, to }) => [from, to]));
}

/**
 * @param today ISO day
 * @param advisors by id
 * @returns the ISO day until which everybody is away; empty if somebody is there
 */
export function awayUntil({ handovers }: Team, today: string, advisors: string[]): string {
  const away = advisors.map((id) => handovers.filter((each) => each.from === id && isOn(each, today)));
  if (!away.length || away.some((mine) => !mine.length)) return "";
  return away
    .map(
      (mine) =>
        mine
          .map(({ last }) => last)
          .sort()
          .at(-1) ?? "",
    )
    .sort()[0];
}

/** @param today ISO day */
export function isOn({ first, last }: Handover, today: string) {
  return first <= today && today <= last;
}

function listOf<Name extends string>(given: unknown, fields: readonly Name[]): Record<Name, string>[] {
  const items: unknown[] = Array.isArray(given) ? given : [];
  const textOf = (value: unknown) => (typeof value === "string" ? value : "");
  return items
    .filter(isObject)
    .map((item) => Object.fromEntries(fields.map((name) => [name, textOf(item[name])])) as Record<Name, string>);
}
