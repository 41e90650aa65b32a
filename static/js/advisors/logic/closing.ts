// Closing a case: what stays of it until it goes, and what goes a fortnight after.
import type { OpenedPlace as Item } from "../../crypto/conversation.ts";
import type { Document } from "../../crypto/document.ts";
import { answersOf, type Body, type Words } from "./answers.ts";
import { NEW, type CaseState } from "./casefile.ts";
import { isReadable } from "./conversation.ts";
import { addDays, addWorkdays, type Holidays } from "./workdays.ts";

const CONTACT_DAYS = 14;
const CONTACT_KINDS = ["phone", "email", "reach"];

/** @param items of a conversation @returns the reporter's messages behind the report, which may be kept */
export function messagesIn(items: Item[]): Item[] {
  return items.filter((item) => isReadable(item) && item.document.type === "message");
}

/**
 * The report and the messages go a fortnight after closing, whatever is in them, so that it tells nothing that they
 * do; a copy of the report without how to reach anybody stays, and of the messages that the advisor says.
 */
export function close(
  mine: CaseState,
  items: Item[],
  {
    outcome,
    ticked,
    today,
    months,
    words,
  }: { outcome: string; ticked: number[]; today: string; months: number; words: Words },
): CaseState {
  const readable = items.filter(isReadable);
  const own = readable.filter(({ document }) => ["report", "message"].includes(document.type));
  const kept = own
    .filter(({ seq }) => seq === 0 || ticked.includes(seq))
    .map(({ document }) => withoutContact(document, words));
  const removal = { day: addDays(today, CONTACT_DAYS), places: own.map(({ seq }) => seq), kept };
  return { ...mine, closed: today, outcome, step: "", next: "", purge: addMonths(today, months), keep: "", removal };
}

/** @param today ISO day @returns open again, with a next date; what is gone stays gone */
export function reopen(mine: CaseState, today: string, holidays: Holidays): CaseState {
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

/** @param day ISO day */
export function addMonths(day: string, months: number): string {
  const date = new Date(Date.parse(day));
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(wanted, last));
  return date.toISOString().slice(0, 10);
}

/** @returns how somebody may be reached */
export function contactsIn(body: Body, { questions }: Words): { id: string; value: string }[] {
  const answers = answersOf(body);
  const kinds = new Map(
    Object.values(questions)
      .flat()
      .map(({ id, kind }) => [id, kind]),
  );
  return Object.entries(answers)
    .filter(([id]) => CONTACT_KINDS.includes(kinds.get(id) ?? ""))
    .flatMap(([id, value]) => (typeof value === "string" ? [{ id, value }] : []));
}

function withoutContact(document: Document, words: Words) {
  if (document.type !== "report") return document;
  const contacts = contactsIn(document.body, words).map(({ id }) => id);
  const answers = Object.fromEntries(Object.entries(answersOf(document.body)).filter(([id]) => !contacts.includes(id)));
  return { ...document, body: { ...document.body, answers } };
}
