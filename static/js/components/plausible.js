// What can't be a phone number, an e-mail or a coming date. The same rules as in reporting/forms.py.
import { localDay } from "../lib/days.js";

const PHONE = /^\+?[\d ().-]+$/;
const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s.]+$/;

const isPhone = (text) => PHONE.test(text) && digits(text) >= 6 && digits(text) <= 15;
const isEmail = (text) => EMAIL.test(text);

const RULES = {
  phone: isPhone,
  email: isEmail,
  reach: (text) => isPhone(text) || isEmail(text),
  date: (text) => /^\d{4}-\d{2}-\d{2}$/.test(text),
};

/** Returns the catalogue key of what is wrong with an answer of this kind; empty if nothing is. */
export function implausible(kind, answer) {
  if (!answer || !Object.hasOwn(RULES, kind)) return "";
  if (!RULES[kind](answer)) return `error.${kind}`;
  return kind === "date" && answer < localDay() ? "error.past" : "";
}

function digits(text) {
  return text.replace(/\D/g, "").length;
}
