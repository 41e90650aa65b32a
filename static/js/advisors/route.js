// Which screen the address names. What stands behind the # never reaches the server, and names no content: a case by its
// random id, filters by their places in our own lists.
import { LEVELS } from "./logic/casefile.js";
import { ALL_OPEN, GROUPS } from "./logic/rows.js";

/**
 * The list as it is filtered; one case, as it is worked on, visited, printed for the door or on paper; what belongs to no
 * case: `new` (a case to write down), `away` (who looks after whose cases).
 * @typedef {{ screen: "list", filter: import("./logic/rows.js").Filter }} ListRoute
 * @typedef {{ screen: "case" | "visit" | "card" | "paper", id: string }} CaseRoute
 * @typedef {ListRoute | CaseRoute | { screen: "new" | "away" | "papers" | "posters" | "figures" }} Route
 */

const CASE = /^([0-9a-f]{32})(?:\/(visit|card|paper))?$/;
const PAGES = ["new", "away", "papers", "posters", "figures"];

/** What the filters' places stand for. @typedef {{ kinds: string[], organisations: string[] }} Lists */

/** @param {Lists} lists @returns {Route} */
export function currentRoute(lists) {
  const hash = window.location.hash.slice(1);
  const found = CASE.exec(hash);
  if (found) return { screen: /** @type {any} */ (found[2] ?? "case"), id: found[1] };
  if (PAGES.includes(hash)) return { screen: /** @type {any} */ (hash) };
  if (hash && !hash.startsWith("-")) return { screen: "case", id: hash };
  return { screen: "list", filter: readFilter(hash, lists) };
}

/** @param {string} id @param {"" | "visit" | "card" | "paper"} [screen] @returns {string} the address of a case */
export function caseAddress(id, screen = "") {
  return screen ? `#${id}/${screen}` : `#${id}`;
}

/** @param {import("./logic/rows.js").Filter} filter @param {Lists} lists @returns {string} the address of the list */
export function listAddress({ group, level, kind, organisation }, { kinds, organisations }) {
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

/** @param {string} hash @param {Lists} lists @returns {import("./logic/rows.js").Filter} */
function readFilter(hash, { kinds, organisations }) {
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
