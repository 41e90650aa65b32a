// What the advisors share besides cases: standard replies, and who looks after whose cases while somebody is away.
import { mergeById } from "./casefile.js";

/** @typedef {{ id: string, title: string, text: string }} Reply */
/** All open cases of one advisor to another. Days are ISO, both included; `seen`: the day on which it was acknowledged. @typedef {{ id: string, from: string, to: string, first: string, last: string, note: string, seen: string }} Handover */
/** @typedef {{ replies: Reply[], handovers: Handover[] }} Team */

const REPLY = ["id", "title", "text"];
const HANDOVER = ["id", "from", "to", "first", "last", "note", "seen"];

/** @param {any} content of a signed file @returns {Team} */
export function asTeam(content) {
  return { replies: listOf(content?.replies, REPLY), handovers: listOf(content?.handovers, HANDOVER) };
}

/** @param {Team} base @param {Team} mine @param {Team} theirs @returns {{ merged: Team, clashes: [] }} */
export function merge(base, mine, theirs) {
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

/** @param {Team} team @param {string} today ISO day @returns {Map<string, string>} who looks after whose cases today */
export function standIns({ handovers }, today) {
  return new Map(handovers.filter((each) => isOn(each, today)).map(({ from, to }) => [from, to]));
}

/**
 * @param {Team} team
 * @param {string} today ISO day
 * @param {string[]} advisors by id
 * @returns {string} the ISO day until which everybody is away; empty if somebody is there
 */
export function awayUntil({ handovers }, today, advisors) {
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

/** @param {Handover} handover @param {string} today ISO day */
export function isOn({ first, last }, today) {
  return first <= today && today <= last;
}

/** @param {unknown} given @param {string[]} fields @returns {any[]} */
function listOf(given, fields) {
  const items = Array.isArray(given) ? given.filter((each) => typeof each === "object" && each !== null) : [];
  return items.map((item) =>
    Object.fromEntries(fields.map((name) => [name, typeof item[name] === "string" ? item[name] : ""])),
  );
}
