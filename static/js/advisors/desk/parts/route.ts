// Which screen the address names. What stands behind the # never reaches the server, and names no content: a case by its
// random id, filters by their places in our own lists.
import { LEVELS } from "../../logic/casefile.ts";
import { ALL_OPEN, GROUPS, type Filter } from "../../logic/rows.ts";

/**
 * The list as it is filtered; one case, as it is worked on, visited, printed for the door or on paper; what belongs to
 * no case: `new` (a case to write down), `away` (who looks after whose cases).
 */
export interface ListRoute {
  screen: "list";
  filter: Filter;
}

export interface CaseRoute {
  screen: "case" | (typeof OF_A_CASE)[number];
  id: string;
}

export type Route = ListRoute | CaseRoute | { screen: (typeof PAGES)[number] };

const CASE = /^([0-9a-f]{32})(?:\/(\w+))?$/;
const OF_A_CASE = ["visit", "card", "paper"] as const;
const PAGES = ["new", "away", "papers", "posters", "figures"] as const;

/** What the filters' places stand for. */
export interface Lists {
  kinds: string[];
  organisations: string[];
}

export function currentRoute(lists: Lists): Route {
  const hash = window.location.hash.slice(1);
  const [, id, of] = CASE.exec(hash) ?? [];
  const screen = of === undefined ? "case" : OF_A_CASE.find((known) => known === of);
  if (id && screen) return { screen, id };
  const page = PAGES.find((known) => known === hash);
  if (page) return { screen: page };
  if (hash && !hash.startsWith("-")) return { screen: "case", id: hash };
  return { screen: "list", filter: readFilter(hash, lists) };
}

/** @returns the address of a case */
export function caseAddress(id: string, screen: "" | "visit" | "card" | "paper" = ""): string {
  return screen ? `#${id}/${screen}` : `#${id}`;
}

/** @returns the address of the list */
export function listAddress({ group, level, kind, organisation }: Filter, { kinds, organisations }: Lists): string {
  const parts = [
    group === ALL_OPEN.group ? "" : group,
    level ? `l${LEVELS.indexOf(level)}` : "",
    kind ? `k${kinds.indexOf(kind)}` : "",
    organisation ? `o${organisations.indexOf(organisation)}` : "",
  ].filter(Boolean);
  return parts.length ? `#-${parts.join("-")}` : "#";
}

/** Takes the case out of the address, so that it does not outlive a lock. */
export function forgetRoute() {
  history.replaceState(null, "", window.location.pathname);
}

function readFilter(hash: string, { kinds, organisations }: Lists): Filter {
  const filter = { ...ALL_OPEN };
  for (const part of hash.split("-").filter(Boolean)) {
    const place = Number(part.slice(1));
    if (Object.hasOwn(GROUPS, part)) filter.group = part;
    else if (part.startsWith("l")) filter.level = LEVELS[place] ?? "";
    else if (part.startsWith("k")) filter.kind = kinds[place] ?? "";
    else if (part.startsWith("o")) filter.organisation = organisations[place] ?? "";
  }
  return filter;
}
