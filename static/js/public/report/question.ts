// One question on the page. Its rules stand in data attributes, written there from reporting/questions.py;
// reporting/submissions/forms.py holds the server to the same ones.
import { all, find } from "../../web/page.ts";
import type { Context, Field } from "./field.ts";
import { ChoiceField } from "./fields/choice-field.ts";
import { DayField } from "./fields/day-field.ts";
import { TextField } from "./fields/text-field.ts";

/** Fields by kind of question; every other kind is a text. */
export type Kinds = Record<string, new (element: HTMLElement, context: Context) => Field>;

const KINDS: Kinds = { choice: ChoiceField, choices: ChoiceField, date: DayField };

export class QuestionBlock {
  element: HTMLElement;
  id: string;
  missing: string;
  urgent: string[];
  pressing: string[];
  required: boolean;
  either: boolean;
  step: string;
  field: Field;

  #say;
  #onlyIf: string[];

  constructor(element: HTMLElement, context: Omit<Context, "onProblem">, moreKinds: Kinds) {
    const { question = "", kind = "", onlyIf = "", missing = "", urgent = "", pressingChoices = "" } = element.dataset;
    this.element = element;
    this.id = question;
    this.missing = missing;
    this.urgent = split(urgent);
    this.pressing = split(pressingChoices);
    this.required = "required" in element.dataset;
    this.either = "either" in element.dataset;
    this.step = (element.closest("[data-step]") as HTMLElement).dataset.step ?? "";
    this.#onlyIf = split(onlyIf);
    this.#say = context.say;
    const Kind = { ...KINDS, ...moreKinds }[kind] ?? TextField;
    this.field = new Kind(element, { ...context, onProblem: (problem) => this.mark(problem) });
  }

  get isAsked() {
    return !this.#onlyIf.length || this.#onlyIf.some(isChecked);
  }

  get label() {
    const label = find("legend, label", HTMLElement, this.element).cloneNode(true) as Element;
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

  /** @returns what is wrong with the answer, as a sentence; empty if nothing is */
  get problem(): string {
    if (!this.isAsked) return "";
    return this.required && !this.isAnswered ? this.missing : this.field.problem();
  }

  /** Shows a problem at the question, or takes it away. */
  mark(problem: string) {
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

/** @returns every problem with its sentence, in the order of the form */
export function findProblems(questions: QuestionBlock[]): [QuestionBlock, string][] {
  const problems = new Map(questions.map((question) => [question, question.problem]));
  const either = questions.filter((question) => question.either);
  if (either.length && !either.some((question) => question.isAnswered)) problems.set(either[0], either[0].missing);
  return [...problems].filter(([, problem]) => problem);
}

/** @param id of a choice */
function isChecked(id: string) {
  return find(`[id="${id}"]`, HTMLInputElement).checked;
}

function split(words: string) {
  return words.split(" ").filter(Boolean);
}
