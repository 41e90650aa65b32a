// What can't be a phone number, an e-mail or a date, and what looks like a Danish personal number.
// reporting/submissions/answers.py has the same rules; tests/vectors/answers.json holds both to them.

const PHONE = /^\+?[\p{Nd} ().-]+$/u;
const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s.]+$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const EARLIEST = "1900"; // before that it is a slip of the hand
// ddmmyy-xxxx with or without a hyphen or space.
const CPR = /(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[- ]?\d{4}(?!\d)/;

/** @type {Record<string, (text: string) => boolean>} */
const RULES = { phone: isPhone, email: isEmail, reach: (text) => isPhone(text) || isEmail(text), date: isDate };

/**
 * @param {string} kind of the question
 * @param {string} answer tidied
 * @returns {string} the catalogue's key of what is wrong; empty if nothing is
 */
export function implausible(kind, answer) {
  return answer && Object.hasOwn(RULES, kind) && !RULES[kind](answer) ? `error.${kind}` : "";
}

/** @param {string} text @returns {boolean} */
export function looksLikeCpr(text) {
  return CPR.test(text);
}

/** @param {string} text */
function isPhone(text) {
  const digits = text.match(/\p{Nd}/gu)?.length ?? 0;
  return PHONE.test(text) && digits >= 6 && digits <= 15;
}

/** @param {string} text */
function isEmail(text) {
  return EMAIL.test(text);
}

/** @param {string} text */
function isDate(text) {
  if (!DATE.test(text) || text < EARLIEST) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
