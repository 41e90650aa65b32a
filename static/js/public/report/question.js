// One question on the page. Its rules stand in data attributes, written there from reporting/questions.py;
// reporting/submissions/forms.py holds the server to the same ones.
import { all, find } from "../../web/page.js";
import { ChoiceField } from "./fields/choice-field.js";
import { DayField } from "./fields/day-field.js";
import { TextField } from "./fields/text-field.js";

/**
 * What every field of the form may need.
 * @typedef {object} Context
 * @property {import("../../web/page.js").Say} say
 * @property {import("../../web/days.js").Dates} dates
 * @property {string} today ISO day
 * @property {string} pressingUntil the last day, ISO, that calls for the advisors today
 * @property {(problem: string) => void} onProblem shows what is wrong with an answer as soon as that is known
 */

/**
 * The part of a question that is answered.
 * @typedef {object} Field
 * @property {string | string[]} answer as it is sealed: a text, a choice, or a list of choices; empty if there is none
 * @property {string[]} readable the answer as the person reads it, line by line
 * @property {HTMLElement} target where the focus goes
 * @property {HTMLElement} described what a hint or an error belongs to
 * @property {() => string} problem what is wrong with the answer, as a sentence; empty if nothing is
 * @property {Uint8Array[]} [photos]
 * @property {Promise<void>} [ready]
 * @property {boolean} [looksLikeCpr]
 * @property {boolean} [isPressing] whether the advisors should be called today
 * @property {() => void} [update] shows what follows from the answer
 * @property {() => unknown} [keep] what is not in the page's fields, for `restore`
 * @property {(kept: unknown) => void} [restore]
 */

/** Fields by kind of question; every other kind is a text. @typedef {Record<string, new (element: HTMLElement, context: Context) => Field>} Kinds */

/** @type {Kinds} */
const KINDS = { choice: ChoiceField, choices: ChoiceField, date: DayField };

export class Question {
  #say;
  /** @type {string[]} */
  #onlyIf;

  /** @param {HTMLElement} element @param {Omit<Context, "onProblem">} context @param {Kinds} moreKinds */
  constructor(element, context, moreKinds) {
    const { question = "", kind = "", onlyIf = "", missing = "", urgent = "", pressingChoices = "" } = element.dataset;
    this.element = element;
    this.id = question;
    this.missing = missing;
    this.urgent = split(urgent);
    this.pressing = split(pressingChoices);
    this.required = "required" in element.dataset;
    this.either = "either" in element.dataset;
    this.step = /** @type {HTMLElement} */ (element.closest("[data-step]")).dataset.step ?? "";
    this.#onlyIf = split(onlyIf);
    this.#say = context.say;
    const Kind = { ...KINDS, ...moreKinds }[kind] ?? TextField;
    /** @type {Field} */
    this.field = new Kind(element, { ...context, onProblem: (problem) => this.mark(problem) });
  }

  get isAsked() {
    return !this.#onlyIf.length || this.#onlyIf.some(isChecked);
  }

  get label() {
    const label = /** @type {Element} */ (find("legend, label", HTMLElement, this.element).cloneNode(true));
    label.querySelector(".optional")?.remove();
    return (label.textContent ?? "").trim();
  }

  get answer() {
    return this.isAsked ? this.field.answer : "";
  }

  get readable() {
    return this.isAsked ? this.field.readable : [];
  }

  get photos() {
    return this.field.photos ?? [];
  }

  get isAnswered() {
    return this.answer.length > 0 || this.photos.length > 0;
  }

  /** Whether the answer puts 112 before everything else. */
  get isUrgent() {
    return this.urgent.some((choice) => choice === this.answer);
  }

  /** Whether the answer calls for the advisors today. */
  get isPressing() {
    return this.pressing.some((choice) => choice === this.answer) || (this.isAsked && Boolean(this.field.isPressing));
  }

  get looksLikeCpr() {
    return this.isAsked && Boolean(this.field.looksLikeCpr);
  }

  /** Shows or hides a question that several choices bring up, and what follows from an answer. */
  update() {
    if ("later" in this.element.dataset) this.element.hidden = !this.isAsked;
    this.field.update?.();
  }

  /** @returns {string} what is wrong with the answer, as a sentence; empty if nothing is */
  get problem() {
    if (!this.isAsked) return "";
    return this.required && !this.isAnswered ? this.missing : this.field.problem();
  }

  /** Shows a problem at the question, or takes it away. @param {string} problem */
  mark(problem) {
    const text = find(`[id="${this.id}-error"]`, HTMLElement);
    text.textContent = problem ? `${this.#say("error.prefix")} ${problem}` : "";
    text.hidden = !problem;
    this.element.classList.toggle("wrong", Boolean(problem));
    const { described } = this.field;
    const others = split(described.getAttribute("aria-describedby") ?? "").filter((id) => id !== text.id);
    described.setAttribute("aria-describedby", [...others, ...(problem ? [text.id] : [])].join(" "));
    const own = all("input, textarea", this.element).filter(
      (input) => input.closest("[data-question]") === this.element,
    );
    for (const input of own) input.setAttribute("aria-invalid", String(Boolean(problem)));
  }
}

/**
 * @param {Question[]} questions
 * @returns {[Question, string][]} every problem with its sentence, in the order of the form
 */
export function findProblems(questions) {
  const problems = new Map(questions.map((question) => [question, question.problem]));
  const either = questions.filter((question) => question.either);
  if (either.length && !either.some((question) => question.isAnswered)) problems.set(either[0], either[0].missing);
  return [...problems].filter(([, problem]) => problem);
}

/** @param {string} id of a choice */
function isChecked(id) {
  return find(`[id="${id}"]`, HTMLInputElement).checked;
}

/** @param {string} words */
function split(words) {
  return words.split(" ").filter(Boolean);
}
