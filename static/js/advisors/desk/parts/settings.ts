// What the inbox says and computes with: what it was built with, until what the portal key has signed is there.
/* global BUILT_IN */
import { sentences } from "../../../web/page.ts";
import type { Words } from "../../logic/answers.ts";
import type { Holidays } from "../../logic/workdays.ts";
import { withinBounds, type Told } from "../../session/signed-settings.ts";
import type { Lists } from "./route.ts";

export const words: Words & Told & { areSigned: boolean } = {
  ...withinBounds(BUILT_IN),
  areSigned: false,
  say: sentences(),
};

export const holidays: Holidays = new Set(words.holidays);

export const lists: Lists = { kinds: Object.keys(words.questions), organisations: [] };

/** @param signed what counts from now on; null for what is built in */
export function useWords(signed: Told | null) {
  document.documentElement.toggleAttribute("data-unsigned", signed === null);
  Object.assign(words, signed ?? withinBounds(BUILT_IN), { areSigned: signed !== null });
  holidays.clear();
  for (const day of words.holidays) holidays.add(day);
  Object.assign(lists, { kinds: Object.keys(words.questions), organisations: Object.keys(words.organisations) });
}

/** @returns the name of an organisation; empty for one that nobody knows */
export function organisationName(slug: string): string {
  return Object.hasOwn(words.organisations, slug) ? words.organisations[slug] : "";
}
