// What the inbox says and computes with: what it was built with, until what the portal key has signed is there.
/* global BUILT_IN */
import { sentences } from "../../web/page.js";
import { withinBounds } from "../signed-words.js";

/**
 * @typedef {object} Told
 * @property {number} max_message
 * @property {number} lock_minutes
 * @property {number} retention_months
 * @property {string[]} holidays
 * @property {number} pressing_days
 * @property {string} phone
 * @property {Record<string, Record<string, string>>} door_cards by language
 * @property {Record<string, Record<string, string>>} posters by language
 * @property {Record<string, import("../logic/answers.js").Question[]>} questions by form
 * @property {Record<string, string>} organisations names by slug
 */
/** @type {import("../logic/answers.js").Words & Told & { areSigned: boolean }} */
export const words = { ...withinBounds(BUILT_IN), areSigned: false, say: sentences() };

/** @type {import("../logic/workdays.js").Holidays} */
export const holidays = new Set(words.holidays);

/** @type {import("../route.js").Lists} */
export const lists = { kinds: Object.keys(words.questions), organisations: [] };

/** @param {Told | null} signed what counts from now on; null for what is built in */
export function useWords(signed) {
  document.documentElement.toggleAttribute("data-unsigned", signed === null);
  Object.assign(words, signed ?? withinBounds(BUILT_IN), { areSigned: signed !== null });
  holidays.clear();
  for (const day of words.holidays) holidays.add(day);
  Object.assign(lists, { kinds: Object.keys(words.questions), organisations: Object.keys(words.organisations) });
}

/** @param {string} slug @returns {string} the name of an organisation; empty for one that nobody knows */
export function organisationName(slug) {
  return Object.hasOwn(words.organisations, slug) ? words.organisations[slug] : "";
}
