// Reads the questions, their rules and the answers from the page. The rules stand in data attributes, written there
// from reporting/questions.py; reporting/forms.py holds the server to the same ones.

import { MAX_PHOTOS, MAX_UPLOAD } from "../lib/photo.js";
import { tidy } from "../lib/tidy.js";
import { implausible } from "./plausible.js";

const CPR = /(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[- ]?\d{4}(?!\d)/;

/** One question on the page. */
export class Question {
  constructor(element) {
    const { question, kind, limit, onlyIf, requiredIf, missing } = element.dataset;
    Object.assign(this, { element, id: question, kind, limit: Number(limit), onlyIf, requiredIf, missing });
    this.required = "required" in element.dataset;
    this.either = "either" in element.dataset;
    this.step = element.closest("[data-step]").dataset.step;
  }

  get isAsked() {
    return !this.onlyIf || document.getElementById(this.onlyIf).checked;
  }

  get isRequired() {
    return this.required || Boolean(this.requiredIf && document.getElementById(this.requiredIf).checked);
  }

  get label() {
    const label = this.element.querySelector("legend, label").cloneNode(true);
    label.querySelector(".optional")?.remove();
    return label.textContent.trim();
  }

  /** The answer as it is sealed: a text, a choice, or a list of choices; empty if there is none. */
  get answer() {
    if (!this.isAsked) return "";
    const chosen = this.#chosen.map((input) => input.value);
    if (this.kind === "choices") return chosen;
    if (this.kind === "choice") return chosen[0] ?? "";
    if (this.kind === "photos") return "";
    return tidy(this.field.value);
  }

  /** The answer as the person reads it: one line per choice. */
  get readable() {
    if (!this.isAsked) return [];
    if (this.kind.startsWith("choice")) return this.#chosen.map((input) => input.labels[0].textContent.trim());
    if (this.kind === "photos") return this.files.length ? [String(this.files.length)] : [];
    return this.answer ? [this.answer] : [];
  }

  /** The photos that were chosen, for a question that asks for some. */
  get files() {
    return this.kind === "photos" ? [...this.field.files] : [];
  }

  get isAnswered() {
    return this.answer.length > 0 || this.files.length > 0;
  }

  get looksLikeCpr() {
    return !this.kind.startsWith("choice") && CPR.test(this.answer);
  }

  get field() {
    return this.element.querySelector("input, textarea");
  }

  /** What is wrong with the answer, as a sentence; empty if nothing is. */
  problem(say) {
    if (!this.isAsked) return "";
    if (this.isRequired && !this.isAnswered) return this.missing;
    const length = this.limit ? [...this.answer].length : 0;
    if (length > this.limit) return say("error.too_long", { limit: this.limit, length });
    if (this.files.length > MAX_PHOTOS) return say("error.photos_many", { limit: MAX_PHOTOS });
    if (this.files.some((file) => file.size > MAX_UPLOAD)) return say("error.photos_large");
    const key = implausible(this.kind, this.answer);
    return key ? say(key) : "";
  }

  /** Shows a problem at the question, or takes it away. */
  mark(problem, say) {
    const text = document.getElementById(`${this.id}-error`);
    text.textContent = problem ? `${say("error.prefix")} ${problem}` : "";
    text.hidden = !problem;
    this.element.classList.toggle("wrong", Boolean(problem));
    const described = this.kind.startsWith("choice") ? this.element : this.field;
    const others = (described.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== text.id);
    described.setAttribute("aria-describedby", [...others, ...(problem ? [text.id] : [])].join(" "));
    if (!this.kind.startsWith("choice")) this.field.setAttribute("aria-invalid", String(Boolean(problem)));
  }

  get #chosen() {
    const own = [...this.element.querySelectorAll("input:checked")];
    return own.filter((input) => input.name === this.id);
  }
}

/** Returns every problem of these questions as [question, sentence], in the order of the form. */
export function findProblems(questions, say) {
  const problems = new Map(questions.map((question) => [question, question.problem(say)]));
  const either = questions.filter((question) => question.either);
  if (either.length && !either.some((question) => question.isAnswered)) problems.set(either[0], either[0].missing);
  return [...problems].filter(([, problem]) => problem);
}
