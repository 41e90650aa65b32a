// A report's answers as text, in the order and with the words of its questions. Knows no page.
import { phoneNumbers } from "../../crypto/written/text.js";

const MOMENT = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})$/;
const AMOUNT = /^([0-9]{1,9})\.([0-9]{2})$/;

/** @typedef {Record<string, any>} Body */

/**
 * One question as the page tells it, from reporting/questions.py.
 * @typedef {object} Question
 * @property {string} id
 * @property {string} kind
 * @property {string[]} choices
 * @property {string[]} urgent the choices that put 112 before everything else
 * @property {boolean} names_the_place
 * @property {boolean} says_what
 * @property {boolean} reaches_reporter
 * @property {boolean} required
 * @property {number} limit in characters; 0 for none
 * @property {string[]} only_if the question and the choices that bring it up
 */

/**
 * Everything needed to read a report.
 * @typedef {object} Words
 * @property {Record<string, Question[]>} questions by form
 * @property {Record<string, string>} organisations names by slug
 * @property {import("../../web/page.js").Say} say
 */

/**
 * @param {Body} body of a report
 * @param {Words} words
 * @returns {{ id: string, kind: string, label: string, values: string[] }[]} every answer; what no question explains comes by its id
 */
export function readableAnswers(body, words) {
  const answers = answersOf(body);
  const explained = questionsOf(body, words).filter(({ id }) => Object.hasOwn(answers, id));
  const unexplained = Object.keys(answers).filter((id) => !explained.some((question) => question.id === id));
  return [
    ...explained.map((question) => ({
      id: question.id,
      kind: question.kind,
      label: words.say(`q.${question.id}.label`),
      values: readable(question, answers[question.id], words),
    })),
    ...unexplained.map((id) => ({ id, kind: "", label: id, values: listOf(answers[id]).map(asText) })),
  ];
}

/**
 * @param {string} kind of the question
 * @param {string} value
 * @param {import("../../web/page.js").Say} say
 * @param {(day: string) => string} sayDay
 * @returns {string} a day, a moment or an amount in words; anything else as it was written
 */
export function inWords(kind, value, say, sayDay) {
  if (kind === "date") return sayDay(value);
  const moment = kind === "moment" && MOMENT.exec(value);
  if (moment) return say("js.inbox.moment", { day: sayDay(moment[1]), time: moment[2].replace(":", ".") });
  const amount = kind === "amount" && AMOUNT.exec(value);
  if (amount) return say("js.inbox.amount", { amount: `${amount[1].replace(/\B(?=(\d{3})+$)/g, ".")},${amount[2]}` });
  return value;
}

/** @param {string} value @returns {string[]} the numbers in an answer that can be called */
export function callable(value) {
  return phoneNumbers(value).filter((number) => /^\+?[0-9]{6,15}$/.test(number));
}

/** @param {Body} body @param {Words} words @returns {string[]} the questions whose answers lead to whoever wrote */
export function waysToReporter(body, words) {
  return questionsOf(body, words).flatMap(({ id, reaches_reporter: leads }) => (leads ? [id] : []));
}

/** @param {Body} body @param {Words} words @returns {string} through which door it came, and of which organisation */
export function origin(body, { questions, organisations, say }) {
  const door = isKnown(questions, body.form) ? say(`door.${body.form}.short`) : "";
  const organisation = isKnown(organisations, body.organisation) ? organisations[body.organisation] : "";
  return [door, organisation].filter(Boolean).join(" · ");
}

/** @param {Body} body @param {Words} words @returns {string} the answer that says that somebody may be in danger; or empty */
export function urgentAnswer(body, words) {
  const answers = answersOf(body);
  const asked = questionsOf(body, words).find(({ id, urgent }) => urgent.includes(answers[id]));
  return asked ? answers[asked.id] : "";
}

/**
 * @param {Body} body
 * @param {Words} words
 * @param {(question: Question) => boolean} fits
 * @returns {string[]} the texts in the answer to the first such question that has any, in words
 */
export function firstAnswer(body, words, fits) {
  const answers = answersOf(body);
  const asked = questionsOf(body, words).find(
    (question) => fits(question) && listOf(answers[question.id]).some(isText),
  );
  return asked ? readable(asked, listOf(answers[asked.id]).filter(isText), words) : [];
}

/**
 * @param {Body} body
 * @param {Words} words
 * @returns {string} where it is, in one line: a caretaker writes the estate in one field and "12, 2. tv" in the next
 */
export function placeOf(body, words) {
  const [where = ""] = firstAnswer(body, words, (question) => question.names_the_place);
  const [estate, line] = [estateOf(body), where].map(inOneLine);
  return [estate, line].filter(Boolean).join(/^[0-9]/.test(line) ? " " : ", ");
}

/** @param {Body} body @returns {string} which houses a caretaker named, in a field of its own */
export function estateOf(body) {
  const { estate } = answersOf(body);
  return isText(estate) ? estate : "";
}

/** @param {string} text */
function inOneLine(text) {
  return text
    .split(/\n+/)
    .map((line) => line.trim().replace(/,$/, ""))
    .filter(Boolean)
    .join(", ");
}

/**
 * Whether a field that people don't see was filled in: by a program, or by a browser that meant well.
 * @param {Body} body of a report
 */
export function looksLikeSpam({ trap }) {
  return Boolean(trap);
}

// A report of a form that nobody knows is read with all questions that there are.
/** @param {Body} body @param {Words} words @returns {Question[]} */
function questionsOf(body, { questions }) {
  if (isKnown(questions, body.form)) return questions[body.form];
  const everything = Object.values(questions).flat();
  return [...new Map(everything.map((question) => [question.id, question])).values()];
}

/** @param {Body} body @returns {Record<string, any>} the answers, whatever a reporter put in their place */
export function answersOf(body) {
  const { answers } = body;
  return typeof answers === "object" && answers !== null && !Array.isArray(answers) ? answers : {};
}

/**
 * Whether a reporter named one of ours. What is no text is none: made into one, it could throw.
 * @param {Record<string, unknown>} ours
 * @param {unknown} name
 * @returns {name is string}
 */
export function isKnown(ours, name) {
  return isText(name) && Object.hasOwn(ours, name);
}

// Only a choice that the question offers has words of its own; everything else is shown as it was written.
/** @param {Question} question @param {unknown} answer @param {Words} words */
function readable({ id, choices }, answer, { say }) {
  return listOf(answer).map((value) => (choices.includes(value) ? say(`q.${id}.${value}`) : asText(value)));
}

/** @param {unknown} answer @returns {any[]} */
function listOf(answer) {
  return Array.isArray(answer) ? answer : [answer];
}

/** @param {unknown} value @returns {string} */
function asText(value) {
  return isText(value) ? value : JSON.stringify(value);
}

/** @param {unknown} value @returns {value is string} */
function isText(value) {
  return typeof value === "string";
}
