// Days as people write and read them.

/** @returns {string} today as an ISO day, where the person is */
export function localDay() {
  const now = new Date();
  /** @param {number} number */
  const pad = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

/**
 * @param {string} day ISO day
 * @param {Intl.DateTimeFormatOptions} [style]
 * @returns {string} the day in the page's language; what is no day comes back as it is
 */
export function readableDay(day, style = { weekday: "long", day: "numeric", month: "long" }) {
  const parsed = new Date(`${day}T12:00:00`);
  return Number.isNaN(parsed.getTime()) ? day : parsed.toLocaleDateString(document.documentElement.lang, style);
}

/** @param {string} one ISO day @param {string} other @returns {number} days from one to the other */
export function daysBetween(one, other) {
  return Math.round((Date.parse(other) - Date.parse(one)) / 86_400_000);
}
