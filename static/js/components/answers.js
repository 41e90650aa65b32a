// A report's answers as text, in the order and with the words of its questions.
import { html, nothing } from "lit";
import { pageData } from "../lib/page.js";
import { say } from "./page-element.js";

const QUESTIONS = new Map(Object.entries(pageData("questions")));

/** Returns [{label, values}] for every answer; what no question explains is still shown, by its id. */
export function readableAnswers(body) {
  const answers = isPlain(body.answers) ? body.answers : {};
  const known = (QUESTIONS.get(body.form) ?? []).filter((id) => Object.hasOwn(answers, id));
  const unknown = Object.keys(answers).filter((id) => !known.includes(id));
  return [...known, ...unknown].map((id) => ({
    id,
    label: word(`q.${id}.label`, id),
    values: values(id, answers[id]),
  }));
}

const ORGANISATIONS = new Map(Object.entries(pageData("organisations")));

/** Through which door a report came, and of which organisation: a short line. */
export function origin(body) {
  const door = typeof body.form === "string" ? word(`door.${body.form}.short`, "") : "";
  return [door, ORGANISATIONS.get(body.organisation)].filter(Boolean).join(" · ");
}

/** One line that tells cases apart: where, and what was noticed first. */
export function summary(body) {
  const answers = isPlain(body.answers) ? body.answers : {};
  const [sign] = values("signs", answers.signs ?? []);
  const [about] = values("about", answers.about ?? []);
  const text = [answers.where ?? answers.my_address, sign ?? answers.story ?? about].filter(
    (part) => typeof part === "string",
  );
  return text.map((part) => part.split("\n")[0].slice(0, 120)).join(" · ");
}

export function answerList(body) {
  return html`<dl class="answers">
    ${readableAnswers(body).map(
      ({ label, values: lines }) =>
        html`<div>
          <dt dir="auto">${label}</dt>
          ${lines.map((line) => html`<dd dir="auto">${line}</dd>`)}
        </div>`,
    )}
  </dl>`;
}

/** A danger that the reporter saw, as a mark with words; nothing if there was none. */
export function dangerMark(body) {
  const danger = isPlain(body.answers) ? body.answers.danger : "";
  return ["yes", "maybe"].includes(danger)
    ? html`<strong class="mark">${say(`js.inbox.danger_${danger}`)}</strong>`
    : nothing;
}

function values(id, answer) {
  const list = Array.isArray(answer) ? answer : [answer];
  return list.map((value) => (typeof value === "string" ? word(`q.${id}.${value}`, value) : JSON.stringify(value)));
}

// What a reporter wrote is never taken for a key of the catalogue by accident: only short ids are looked up.
function word(key, fallback) {
  const found = /^(q|door)\.[a-z_]+\.[a-z_]+$/.test(key) ? say(key) : key;
  return found === key ? fallback : found;
}

function isPlain(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
