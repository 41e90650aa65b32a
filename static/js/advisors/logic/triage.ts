// How urgent a report looks, before an advisor has said how urgent it is; and when it should be acted upon.
import { answersOf, urgentAnswer, type Body, type Words } from "./answers.ts";
import { addDays, addWorkdays, type Holidays } from "./workdays.ts";

const HABIT_BROKEN = ["mail", "low_use", "no_access"];
const AT_ONCE = ["children", "violence"];
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
  const answers = answersOf(body);
  if (urgentAnswer(body, words)) return "red";
  const signs = Array.isArray(answers.signs) ? answers.signs : [];
  const isBroken = signs.includes("not_seen") && HABIT_BROKEN.some((sign) => signs.includes(sign));
  const until = addWorkdays(today, pressingDays, holidays);
  const deadline = deadlineOf(body);
  const isPressing = [answers.letter, answers.case_stage].includes("bailiff") || (deadline !== "" && deadline <= until);
  if (isBroken || isPressing || AT_ONCE.some((sign) => signs.includes(sign))) return "orange";
  if (signs.length > 1 || deadline || body.form === "own" || body.form === "eviction") return "yellow";
  return "grey";
}

/** @returns the ISO day of a letter's deadline; empty if there is none */
export function deadlineOf(body: Body): string {
  const { deadline } = answersOf(body);
  return typeof deadline === "string" && /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(deadline) ? deadline : "";
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
