// What can't be a phone number, an e-mail or a date, what looks like a Danish personal number, and what day three fields
// say. Mirrors crypto/written/answers.py; tests/vectors/answers.json holds both to it.
import { inDigits, phoneNumbers, tidyLine } from "./text.js";

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s.]+$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const EARLIEST = "1900"; // before that it is a slip of the hand
const CENTURY = 2000; // what two digits of a year leave out
const SHORTEST = 6;
// A + behind a digit, or more digits in a row than any number has (E.164: 15).
const ENTANGLED = /[0-9]\+|[0-9]{16}/;
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

/**
 * The ISO day of three fields, whose year may have two digits; empty if all are. What can't be a day comes back as a
 * text that is none.
 * @param {string[]} typed day, month, year
 * @returns {string}
 */
export function dayOf(typed) {
  const parts = typed.map((part) => inDigits(tidyLine(part)).replace(/\.$/, ""));
  if (!parts.some(Boolean)) return "";
  if (!parts.every((part) => /^[0-9]{1,4}$/.test(part))) return "-";
  const [day, month, year] = parts.map(Number);
  return `${pad(year < 100 ? year + CENTURY : year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** @param {string} text */
function isPhone(text) {
  const isLongEnough = phoneNumbers(text).some((number) => number.replace("+", "").length >= SHORTEST);
  return isLongEnough && !ENTANGLED.test(inDigits(text));
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

/** @param {number} number @param {number} length */
function pad(number, length) {
  return String(number).padStart(length, "0");
}
