// How urgent a report looks, before an advisor has said how urgent it is; and when it should be acted upon.
import { isDay } from "../../crypto/document.ts";
import { answersTo, chosenOf, isKnown, urgentAnswer, type Body, type Question, type Words } from "./answers.ts";
import { addDays, addWorkdays, type Holidays } from "./workdays.ts";

const GREY_DAYS = 14;
const YELLOW_WORKDAYS = 3;

/**
 * EXPERIENCE's levels: danger; not seen and a habit broken, a child, violence, a deadline within three working days;
 * several signs; one.
 * @param body of a report
 * @param today ISO day
 * @returns one of `LEVELS`
 */
export function suggestedLevel(
  body: Body,
  words: Words,
  today: string,
  { holidays, pressingDays }: { holidays: Holidays; pressingDays: number },
): string {
  if (urgentAnswer(body, words)) return "red";
  const any = (of: (question: Question) => string[] | undefined) => chosenOf(body, words, of).length > 0;
  const until = addWorkdays(today, pressingDays, holidays);
  const deadline = deadlineOf(body, words);
  const isBroken = any(({ not_seen }) => not_seen) && any(({ habit_broke }) => habit_broke);
  if (isBroken || any(({ acts_today }) => acts_today) || (deadline !== "" && deadline <= until)) return "orange";
  const least = isKnown(words.least_levels, body.form) ? words.least_levels[body.form] : "grey";
  return countSigns(body, words) > 1 || deadline ? "yellow" : least;
}

/** @returns how many things were noticed */
function countSigns(body: Body, words: Words): number {
  const lists = answersTo(body, words, ({ says_what, kind }) => says_what && kind === "choices");
  return Math.max(0, ...lists.map((list) => (Array.isArray(list) ? list.length : 0)));
}

/** @returns the ISO day of a letter's deadline; empty if there is none */
export function deadlineOf(body: Body, words: Words): string {
  const days = answersTo(body, words, ({ kind }) => kind === "date");
  return days.find(isDay) ?? "";
}

/**
 * @param day ISO day
 * @returns ISO day by which something of this level is acted upon; empty if it need not be
 */
export function dueBy(level: string, day: string, holidays: Holidays): string {
  if (level === "red" || level === "orange") return day;
  if (level === "yellow") return addWorkdays(day, YELLOW_WORKDAYS, holidays);
  return level === "grey" ? addDays(day, GREY_DAYS) : "";
}

/** When to try again. in working days, by what came of an attempt */
const AGAIN: Record<string, number> = { talked: 5, message: 2, no_answer: 1, refused: 10 };

/** @param today ISO day @returns the ISO day that is proposed next */
export function nextAfter(result: string, today: string, holidays: Holidays): string {
  return addWorkdays(today, AGAIN[result] ?? 1, holidays);
}
