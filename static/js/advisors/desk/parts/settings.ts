// What the inbox says and computes with: what it was built with, until what the portal key has signed is there.
/* global BUILT_IN */
import { sentences } from "../../../web/page.ts";
import type { Words } from "../../logic/answers.ts";
import { withinBounds, type InboxSettings } from "../../logic/inbox-settings.ts";
import type { Holidays } from "../../logic/workdays.ts";
import type { Lists } from "./route.ts";

export const settings: Words & InboxSettings & { areSigned: boolean } = {
  ...withinBounds(BUILT_IN),
  areSigned: false,
  say: sentences(),
};

export const holidays: Holidays = new Set(settings.holidays);

export const lists: Lists = { kinds: Object.keys(settings.questions), organisations: [] };

/** @param signed what counts from now on; null for what is built in */
export function useSettings(signed: InboxSettings | null) {
  document.documentElement.toggleAttribute("data-unsigned", signed === null);
  Object.assign(settings, signed ?? withinBounds(BUILT_IN), { areSigned: signed !== null });
  holidays.clear();
  for (const day of settings.holidays) holidays.add(day);
  Object.assign(lists, { kinds: Object.keys(settings.questions), organisations: Object.keys(settings.organisations) });
}

/** @returns the name of an organisation; empty for one that nobody knows */
export function organisationName(slug: string): string {
  return Object.hasOwn(settings.organisations, slug) ? settings.organisations[slug] : "";
}

/** @returns through which door something came; empty for one that nobody knows */
export function kindOf(kind: string): string {
  return Object.hasOwn(settings.questions, kind) ? settings.say(`door.${kind}.short`) : "";
}
