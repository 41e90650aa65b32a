// Working days, Monday to Friday but no holidays. reporting/calendar.py has the same; the page tells the holidays.

const DAY_MS = 86_400_000;

/** @typedef {Set<string>} Holidays ISO days, as the page tells them */

/** @param {string} day ISO day @param {number} days @returns {string} */
export function addDays(day, days) {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** @param {string} day ISO day @param {Holidays} holidays */
export function isWorkday(day, holidays) {
  const weekday = new Date(Date.parse(day)).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays.has(day);
}

/** @param {string} day ISO day @param {number} count @param {Holidays} holidays @returns {string} so many working days later */
export function addWorkdays(day, count, holidays) {
  let found = day;
  for (let left = count; left > 0;) {
    found = addDays(found, 1);
    if (isWorkday(found, holidays)) left -= 1;
  }
  return found;
}

/** What was counted already: a list asks the same of a thousand rows. @type {WeakMap<Holidays, Map<string, number>>} */
const counted = new WeakMap();

/** @param {string} from ISO day @param {string} to ISO day @param {Holidays} holidays @returns {number} working days after `from`, up to `to`; at least 0 */
export function workdaysBetween(from, to, holidays) {
  const known = counted.get(holidays) ?? new Map();
  counted.set(holidays, known);
  const asked = `${from} ${to}`;
  const count = known.get(asked) ?? countWorkdays(from, to, holidays);
  known.set(asked, count);
  return count;
}

/** @param {string} from @param {string} to @param {Holidays} holidays */
function countWorkdays(from, to, holidays) {
  let count = 0;
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkday(day, holidays)) count += 1;
  return count;
}
