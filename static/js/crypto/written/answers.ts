// What can't be a phone number, an e-mail or a date, what looks like a Danish personal number, and what day three fields
// say. Mirrors crypto/written/answers.py; tests/vectors/answers.json holds both to it.
import { inDigits, phoneNumbers, tidyLine } from "./text.ts";

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s.]+$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const EARLIEST = "1900"; // before that it is a slip of the hand
const CENTURY = 2000; // what two digits of a year leave out
const SHORTEST = 6;
// A + behind a digit, or more digits in a row than any number has (E.164: 15).
const ENTANGLED = /[0-9]\+|[0-9]{16}/;
// ddmmyy-xxxx with or without a hyphen or space.
const CPR = /(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[- ]?\d{4}(?!\d)/;

const RULES: Record<string, (text: string) => boolean> = {
  phone: isPhone,
  email: isEmail,
  reach: (text) => isPhone(text) || isEmail(text),
  date: isDate,
};

/** By question: a text, a choice, or a list of choices. */
export type Answers = Record<string, string | string[]>;

/**
 * @param kind of the question
 * @param answer tidied
 * @returns the catalogue's key of what is wrong; empty if nothing is
 */
export function implausible(kind: string, answer: string): string {
  return answer && Object.hasOwn(RULES, kind) && !RULES[kind](answer) ? `error.${kind}` : "";
}

export function looksLikeCpr(text: string): boolean {
  return CPR.test(text);
}

/**
 * The ISO day of three fields, whose year may have two digits; empty if all are. What can't be a day comes back as a
 * text that is none.
 * @param typed day, month, year
 */
export function dayOf(typed: string[]): string {
  const parts = typed.map((part) => inDigits(tidyLine(part)).replace(/\.$/, ""));
  if (!parts.some(Boolean)) return "";
  if (!parts.every((part) => /^[0-9]{1,4}$/.test(part))) return "-";
  const [day, month, year] = parts.map(Number);
  return `${pad(year < 100 ? year + CENTURY : year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

function isPhone(text: string) {
  const isLongEnough = phoneNumbers(text).some((number) => number.replace("+", "").length >= SHORTEST);
  return isLongEnough && !ENTANGLED.test(inDigits(text));
}

function isEmail(text: string) {
  return EMAIL.test(text);
}

function isDate(text: string) {
  if (!DATE.test(text) || text < EARLIEST) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function pad(number: number, length: number) {
  return String(number).padStart(length, "0");
}
