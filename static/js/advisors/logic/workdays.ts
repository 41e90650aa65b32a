// Working days, Monday to Friday but no holidays. reporting/calendar.py has the same; the page tells the holidays.

const DAY_MS = 86_400_000;

/** ISO days, as the page tells them */
export type Holidays = Set<string>;

/** @param day ISO day */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** @param day ISO day */
export function isWorkday(day: string, holidays: Holidays) {
  const weekday = new Date(Date.parse(day)).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays.has(day);
}

/** @param day ISO day @returns so many working days later */
export function addWorkdays(day: string, count: number, holidays: Holidays): string {
  let found = day;
  for (let left = count; left > 0;) {
    found = addDays(found, 1);
    if (isWorkday(found, holidays)) left -= 1;
  }
  return found;
}

/** What was counted already: a list asks the same of a thousand rows. */
const counted = new WeakMap<Holidays, Map<string, number>>();

/**
 * @param from ISO day
 * @param to ISO day
 * @returns working days after `from`, up to `to`; at least 0
 */
export function workdaysBetween(from: string, to: string, holidays: Holidays): number {
  const known = counted.get(holidays) ?? new Map();
  counted.set(holidays, known);
  const asked = `${from} ${to}`;
  const count = known.get(asked) ?? countWorkdays(from, to, holidays);
  known.set(asked, count);
  return count;
}

function countWorkdays(from: string, to: string, holidays: Holidays) {
  let count = 0;
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkday(day, holidays)) count += 1;
  return count;
}
