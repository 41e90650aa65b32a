// What the inbox computes, prints and locks with: believed only as the portal key has signed it, and never beyond bounds that
// are built in. Until then, and where it is otherwise, this script goes by what it was built with.
import type { Question } from "../logic/answers.ts";
import { ApiError } from "./api.ts";
import type { Session } from "./session.ts";
import type { Trust } from "./trust.ts";

export interface Told {
  max_message: number;
  lock_minutes: number;
  retention_months: number;
  holidays: string[];
  pressing_days: number;
  phone: string;
  door_cards: Record<string, Record<string, string>>; // by language
  posters: Record<string, Record<string, string>>; // by language
  questions: Record<string, Question[]>; // by form
  organisations: Record<string, string>; // names by slug
}

const PATH = "/inbox/words.json";
const LONGEST_LOCK_MINUTES = 30;
const LONGEST_RETENTION_MONTHS = 60;

/**
 * @returns null if they are not as they were signed, or nothing was
 * @throws {ApiError | SessionOver}
 */
export async function readSignedWords(session: Session, trust: Trust): Promise<Told | null> {
  try {
    const { api } = session;
    const [text, signed] = await Promise.all([
      api.text(PATH),
      api.get<{ pages?: unknown; signature?: unknown }>("/pages.json"),
    ]);
    return trust.hasSigned(signed, PATH, text) ? withinBounds(JSON.parse(text)) : null;
  } catch (error) {
    if (error instanceof ApiError && error.status) return null; // no pages were signed with this list
    throw error;
  }
}

export function withinBounds(told: Told): Told {
  return {
    ...told,
    lock_minutes: between(1, told.lock_minutes, LONGEST_LOCK_MINUTES),
    retention_months: between(1, told.retention_months, LONGEST_RETENTION_MONTHS),
  };
}

function between(least: number, value: number, most: number) {
  return Math.min(Math.max(Math.floor(Number(value)) || least, least), most);
}
