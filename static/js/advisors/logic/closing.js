// Closing a case: what stays of it until it goes, and what goes a fortnight after.
import { answersOf } from "./answers.js";
import { NEW } from "./casefile.js";
import { isReadable } from "./conversation.js";
import { addDays, addWorkdays } from "./workdays.js";

const CONTACT_DAYS = 14;
const CONTACT_KINDS = ["phone", "email", "reach"];

/** @typedef {import("./casefile.js").State} State */
/** @typedef {import("../../crypto/conversation.js").Opened} Item */

/** @param {Item[]} items of a conversation @returns {Item[]} the reporter's messages behind the report, which may be kept */
export function messagesIn(items) {
  return items.filter((item) => isReadable(item) && item.document.type === "message");
}

/**
 * The report and the messages go a fortnight after closing, whatever is in them, so that it tells nothing that they do;
 * a copy of the report without how to reach anybody stays, and of the messages that the advisor says.
 * @param {State} mine
 * @param {Item[]} items
 * @param {{ outcome: string, ticked: number[], today: string, months: number, words: import("./answers.js").Words }} how
 * @returns {State}
 */
export function close(mine, items, { outcome, ticked, today, months, words }) {
  const readable = items.filter(isReadable);
  const own = readable.filter(({ document }) => ["report", "message"].includes(document.type));
  const kept = own
    .filter(({ seq }) => seq === 0 || ticked.includes(seq))
    .map(({ document }) => withoutContact(document, words));
  const removal = { day: addDays(today, CONTACT_DAYS), places: own.map(({ seq }) => seq), kept };
  return { ...mine, closed: today, outcome, step: "", next: "", purge: addMonths(today, months), keep: "", removal };
}

/** @param {State} mine @param {string} today ISO day @param {import("./workdays.js").Holidays} holidays @returns {State} open again, with a next date; what is gone stays gone */
export function reopen(mine, today, holidays) {
  const isGone = mine.removal !== null && mine.removal.day <= today;
  const removal = isGone ? mine.removal : NEW.removal;
  return {
    ...mine,
    closed: "",
    outcome: "",
    purge: "",
    keep: "",
    removal,
    step: "call",
    next: addWorkdays(today, 1, holidays),
  };
}

/** @param {string} day ISO day @param {number} months @returns {string} */
export function addMonths(day, months) {
  const date = new Date(Date.parse(day));
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(wanted, last));
  return date.toISOString().slice(0, 10);
}

/** @param {import("./answers.js").Body} body @param {import("./answers.js").Words} words @returns {{ id: string, value: string }[]} how somebody may be reached */
export function contactsIn(body, { questions }) {
  const answers = answersOf(body);
  const kinds = new Map(
    Object.values(questions)
      .flat()
      .map(({ id, kind }) => [id, kind]),
  );
  return Object.entries(answers)
    .filter(([id, value]) => CONTACT_KINDS.includes(kinds.get(id) ?? "") && typeof value === "string")
    .map(([id, value]) => ({ id, value }));
}

/** @param {import("../../crypto/document.js").Document} document @param {import("./answers.js").Words} words */
function withoutContact(document, words) {
  if (document.type !== "report") return document;
  const contacts = contactsIn(document.body, words).map(({ id }) => id);
  const answers = Object.fromEntries(Object.entries(answersOf(document.body)).filter(([id]) => !contacts.includes(id)));
  return { ...document, body: { ...document.body, answers } };
}
