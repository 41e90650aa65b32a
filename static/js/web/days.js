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
 * The ISO day of three fields, whose year may have two digits; empty if all are. What can't be a day comes back as a
 * text that is none. reporting/submissions/answers.py has the same rules.
 * @param {string[]} typed day, month, year, tidied
 * @returns {string}
 */
export function dayOf(typed) {
  const parts = typed.map(latinDigits);
  if (!parts.some(Boolean)) return "";
  if (!parts.every((part) => /^[0-9]{1,4}$/.test(part))) return "-";
  const [day, month, year] = parts.map(Number);
  return `${String(year < 100 ? year + 2000 : year).padStart(4, "0")}-${pad(month)}-${pad(day)}`;
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

// Arabic and Persian keyboards have digits of their own.
/** @param {string} text */
function latinDigits(text) {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15));
}

/** @param {number} number */
function pad(number) {
  return String(number).padStart(2, "0");
}
