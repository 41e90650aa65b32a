// Days and numbers as people write and read them. On public pages in the server's words, which Babel has (see `dates`
// in reporting/web/languages.py): browsers know not every language, and some count in another calendar.

/**
 * How a language writes days and numbers: CLDR patterns without and with the year, and the words in them.
 * @typedef {{ pattern: string, full: string, months: string[], days: string[], group: string }} Dates
 */

/** @returns {string} today as an ISO day, where the person is */
export function localDay() {
  const now = new Date();
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

/**
 * @param {string} day ISO day
 * @param {Dates} dates
 * @param {"pattern" | "full"} [how]
 * @returns {string} the day in words; what is no day comes back as it is
 */
export function sayDay(day, dates, how = "pattern") {
  const parsed = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime())) return day;
  /** @type {Record<string, string | number>} */
  const parts = {
    EEEE: dates.days[(parsed.getUTCDay() + 6) % 7],
    MMMM: dates.months[parsed.getUTCMonth()],
    d: parsed.getUTCDate(),
    y: parsed.getUTCFullYear(),
  };
  return dates[how].replace(/'([^']*)'|EEEE|MMMM|d|y/g, (token, quoted) => String(quoted ?? parts[token]));
}

/** @param {number} number @param {Dates} dates @returns {string} with its digits grouped */
export function sayNumber(number, { group }) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, group);
}

/**
 * @param {string} day ISO day
 * @param {Intl.DateTimeFormatOptions} [style]
 * @returns {string} the day in the page's language, as the browser says it; what is no day comes back as it is
 */
export function readableDay(day, style = { weekday: "long", day: "numeric", month: "long" }) {
  const parsed = new Date(`${day}T12:00:00`);
  return Number.isNaN(parsed.getTime()) ? day : parsed.toLocaleDateString(document.documentElement.lang, style);
}

/** @param {string} one ISO day @param {string} other @returns {number} days from one to the other */
export function daysBetween(one, other) {
  return Math.round((Date.parse(other) - Date.parse(one)) / 86_400_000);
}

/** @param {number} number */
function pad(number) {
  return String(number).padStart(2, "0");
}
