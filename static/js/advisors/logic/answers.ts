// A report's answers as text, in the order and with the words of its questions. Knows no page.
import { isObject } from "../../crypto/document.ts";
import { phoneNumbers } from "../../crypto/written/text.ts";
import type { Say } from "../../web/page.ts";

const MOMENT = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})$/;
const AMOUNT = /^([0-9]{1,9})\.([0-9]{2})$/;

/** A document's, whatever somebody put in it. */
export type Body = Record<string, unknown>;

/** One question as the inbox's settings tell it; what its flags mean, reporting/questions.py says. */
export interface Question {
  id: string;
  kind: string;
  choices: string[];
  urgent?: string[];
  names_the_place?: boolean;
  names_the_estate?: boolean;
  says_what?: boolean;
  tells_the_story?: boolean;
  reaches_reporter?: boolean;
  required?: boolean;
  limit?: number; // in characters
  only_if?: string[]; // the question and the choices that bring it up
  acts_today?: string[];
  not_seen?: string[];
  habit_broke?: string[];
  told_before_visit?: boolean;
  told_before_call?: boolean;
  reassuring?: string[];
}

/** Everything needed to read a report. */
export interface Words {
  questions: Record<string, Question[]>; // by form
  least_levels: Record<string, string>; // by form
  organisations: Record<string, string>; // names by slug
  say: Say;
}

/** An answer in words. */
export interface ReadableAnswer {
  id: string;
  kind: string;
  label: string;
  values: string[];
}

/** @param body of a report @returns every answer; what no question explains comes by its id */
export function readableAnswers(body: Body, words: Words): ReadableAnswer[] {
  const answers = answersOf(body);
  const explained = questionsOf(body, words).filter(({ id }) => Object.hasOwn(answers, id));
  const unexplained = Object.keys(answers).filter((id) => !explained.some((question) => question.id === id));
  return [
    ...explained.map((question) => inReadableWords(question, answers, words)),
    ...unexplained.map((id) => ({ id, kind: "", label: id, values: listOf(answers[id]).map(asText) })),
  ];
}

/**
 * @param kind of the question
 * @returns a day, a moment or an amount in words; anything else as it was written
 */
export function inWords(kind: string, value: string, say: Say, sayDay: (day: string) => string): string {
  if (kind === "date") return sayDay(value);
  const moment = kind === "moment" && MOMENT.exec(value);
  if (moment) return say("js.inbox.moment", { day: sayDay(moment[1]), time: moment[2].replace(":", ".") });
  const amount = kind === "amount" && AMOUNT.exec(value);
  if (amount) return say("js.inbox.amount", { amount: `${amount[1].replace(/\B(?=(\d{3})+$)/g, ".")},${amount[2]}` });
  return value;
}

/** @returns the numbers in an answer that can be called */
export function callable(value: string): string[] {
  return phoneNumbers(value).filter((number) => /^\+?[0-9]{6,15}$/.test(number));
}

/** @returns the questions whose answers lead to whoever wrote */
export function waysToReporter(body: Body, words: Words): string[] {
  return questionsOf(body, words).flatMap(({ id, reaches_reporter: leads }) => (leads ? [id] : []));
}

/** @returns through which door it came, and of which organisation */
export function origin(body: Body, { questions, organisations, say }: Words): string {
  const door = isKnown(questions, body.form) ? say(`door.${body.form}.short`) : "";
  const organisation = isKnown(organisations, body.organisation) ? organisations[body.organisation] : "";
  return [door, organisation].filter(Boolean).join(" · ");
}

/** @returns the choice that says that somebody may be in danger; or empty */
export function urgentAnswer(body: Body, words: Words): string {
  const answers = answersOf(body);
  const given = questionsOf(body, words).map(({ id, urgent }) => urgent?.find((choice) => choice === answers[id]));
  return given.find((choice) => choice !== undefined) ?? "";
}

/** @param of which choices of a question @returns those of them that somebody has chosen */
export function chosenOf(body: Body, words: Words, of: (question: Question) => string[] | undefined): string[] {
  const answers = answersOf(body);
  return questionsOf(body, words).flatMap((question) =>
    (of(question) ?? []).filter((choice) => [answers[question.id]].flat().includes(choice)),
  );
}

/** @returns what was answered to such questions, as it stands there */
export function answersTo(body: Body, words: Words, fits: (question: Question) => boolean | undefined): unknown[] {
  const answers = answersOf(body);
  return questionsOf(body, words).flatMap((question) => (fits(question) ? [answers[question.id]] : []));
}

/** @returns what is asked by such questions, and answered otherwise than what would reassure, in words */
export function warnings(
  body: Body,
  words: Words,
  fits: (question: Question) => boolean | undefined,
): ReadableAnswer[] {
  const answers = answersOf(body);
  return questionsOf(body, words)
    .filter((question) => fits(question) && Object.hasOwn(answers, question.id))
    .filter(({ id, reassuring = [] }) => !reassuring.some((fine) => fine === answers[id]))
    .map((question) => inReadableWords(question, answers, words));
}

function inReadableWords(question: Question, answers: Record<string, unknown>, words: Words): ReadableAnswer {
  const { id, kind } = question;
  return { id, kind, label: words.say(`q.${id}.label`), values: readable(question, answers[id], words) };
}

/** @returns the texts in the answer to the first such question that has any, in words */
export function firstAnswer(body: Body, words: Words, fits: (question: Question) => boolean | undefined): string[] {
  const answers = answersOf(body);
  const asked = questionsOf(body, words).find(
    (question) => fits(question) && listOf(answers[question.id]).some(isText),
  );
  return asked ? readable(asked, listOf(answers[asked.id]).filter(isText), words) : [];
}

/** @returns where it is, in one line: a caretaker writes the estate in one field and "12, 2. tv" in the next */
export function placeOf(body: Body, words: Words): string {
  const [where = ""] = firstAnswer(body, words, (question) => question.names_the_place);
  const [estate, line] = [estateOf(body, words), where].map(inOneLine);
  return [estate, line].filter(Boolean).join(/^[0-9]/.test(line) ? " " : ", ");
}

/** @returns which houses a caretaker named, in a field of its own */
export function estateOf(body: Body, words: Words): string {
  const [estate = ""] = firstAnswer(body, words, (question) => question.names_the_estate);
  return estate;
}

function inOneLine(text: string) {
  return text
    .split(/\n+/)
    .map((line) => line.trim().replace(/,$/, ""))
    .filter(Boolean)
    .join(", ");
}

/**
 * Whether a field that people don't see was filled in: by a program, or by a browser that meant well.
 * @param body of a report
 */
export function looksLikeSpam({ trap }: Body) {
  return Boolean(trap);
}

// A report of a form that nobody knows is read with all questions that there are.
function questionsOf(body: Body, { questions }: Words): Question[] {
  if (isKnown(questions, body.form)) return questions[body.form];
  const everything = Object.values(questions).flat();
  return [...new Map(everything.map((question) => [question.id, question])).values()];
}

/** @returns the answers, whatever a reporter put in their place */
export function answersOf(body: Body): Record<string, unknown> {
  const { answers } = body;
  return isObject(answers) ? answers : {};
}

/** Whether a reporter named one of ours. What is no text is none: made into one, it could throw. */
export function isKnown(ours: Record<string, unknown>, name: unknown): name is string {
  return isText(name) && Object.hasOwn(ours, name);
}

// Only a choice that the question offers has words of its own; everything else is shown as it was written.
function readable({ id, choices }: Question, answer: unknown, { say }: Words) {
  return listOf(answer).map((value) =>
    isText(value) && choices.includes(value) ? say(`q.${id}.${value}`) : asText(value),
  );
}

function listOf(answer: unknown): unknown[] {
  return Array.isArray(answer) ? answer : [answer];
}

function asText(value: unknown): string {
  return isText(value) ? value : JSON.stringify(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
