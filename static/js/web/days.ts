// Days and numbers as people write and read them. On public pages in the server's words, which Babel has (see `dates`
// in reporting/web/languages.py): browsers know not every language, and some count in another calendar.

/** How a language writes days and numbers: CLDR patterns without and with the year, and the words in them. */
export interface Dates {
  pattern: string;
  full: string;
  months: string[];
  days: string[];
  group: string;
}

/** @returns today as an ISO day, where the person is */
export function localDay(): string {
  const now = new Date();
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

/** @param day ISO day @returns the day in words; what is no day comes back as it is */
export function sayDay(day: string, dates: Dates, how: "pattern" | "full" = "pattern"): string {
  const parsed = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime())) return day;
  const parts: Record<string, string | number> = {
    EEEE: dates.days[(parsed.getUTCDay() + 6) % 7],
    MMMM: dates.months[parsed.getUTCMonth()],
    d: parsed.getUTCDate(),
    y: parsed.getUTCFullYear(),
  };
  return dates[how].replace(/'([^']*)'|EEEE|MMMM|d|y/g, (token, quoted) => String(quoted ?? parts[token]));
}

/** @returns with its digits grouped */
export function sayNumber(number: number, { group }: Dates): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, group);
}

/**
 * @param day ISO day
 * @returns the day in the page's language, as the browser says it; what is no day comes back as it is
 */
export function readableDay(
  day: string,
  style: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long" },
): string {
  const parsed = new Date(`${day}T12:00:00`);
  return Number.isNaN(parsed.getTime()) ? day : parsed.toLocaleDateString(document.documentElement.lang, style);
}

/** @param one ISO day @returns days from one to the other */
export function daysBetween(one: string, other: string): number {
  return Math.round((Date.parse(other) - Date.parse(one)) / 86_400_000);
}

function pad(number: number) {
  return String(number).padStart(2, "0");
}
