// What the inbox computes, prints and locks with, and the bounds that are built in, whoever signed it.

import type { Question } from "./answers.ts";

/** As the server tells it, and the portal key signs it. */
export interface InboxSettings {
  max_message: number;
  lock_minutes: number;
  retention_months: number;
  holidays: string[];
  pressing_days: number;
  phone: string;
  door_cards: Record<string, Record<string, string>>; // by language
  posters: Record<string, Record<string, string>>; // by language
  questions: Record<string, Question[]>; // by form
  least_levels: Record<string, string>; // by form
  organisations: Record<string, string>; // names by slug
}

const LONGEST_LOCK_MINUTES = 30;
const LONGEST_RETENTION_MONTHS = 60;

export function withinBounds(told: InboxSettings): InboxSettings {
  return {
    ...told,
    lock_minutes: between(1, told.lock_minutes, LONGEST_LOCK_MINUTES),
    retention_months: between(1, told.retention_months, LONGEST_RETENTION_MONTHS),
  };
}

function between(least: number, value: number, most: number) {
  return Math.min(Math.max(Math.floor(Number(value)) || least, least), most);
}
