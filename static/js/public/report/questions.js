// Reads the questions, their rules and the answers from the page. The rules stand in data attributes, written there
// from reporting/questions.py; reporting/public/forms.py holds the server to the same ones.
import { localDay } from "../../web/days.js";
import { all, find } from "../../web/page.js";
import { tidy } from "../../web/tidy.js";
import { MAX_PHOTOS, MAX_UPLOAD } from "./photo.js";
import { implausible, looksLikeCpr } from "./plausible.js";

/** @typedef {import("../../web/page.js").Say} Say */

/** One question on the page. */
export class Question {
  /** @param {HTMLElement} element */
  constructor(element) {
    const {
      question = "",
      kind = "",
      limit,
      onlyIf = "",
      requiredIf = "",
      missing = "",
      urgent = "",
    } = element.dataset;
    this.element = element;
    this.id = question;
    this.kind = kind;
    this.limit = Number(limit);
    this.onlyIf = onlyIf;
    this.requiredIf = requiredIf;
    this.missing = missing;
    this.urgent = urgent.split(" ").filter(Boolean);
    this.required = "required" in element.dataset;
    this.either = "either" in element.dataset;
    this.step = /** @type {HTMLElement} */ (element.closest("[data-step]")).dataset.step ?? "";
  }

  get isAsked() {
    return !this.onlyIf || isChecked(this.onlyIf);
  }

  get isRequired() {
    return this.required || Boolean(this.requiredIf && isChecked(this.requiredIf));
  }

  get label() {
    const label = /** @type {Element} */ (find("legend, label", HTMLElement, this.element).cloneNode(true));
    label.querySelector(".optional")?.remove();
    return (label.textContent ?? "").trim();
  }

  /**
   * The answer as it is sealed: a text, a choice, or a list of choices; empty if there is none.
   * @returns {string | string[]}
   */
  get answer() {
    if (!this.isAsked) return "";
    const chosen = this.#chosen.map((input) => input.value);
    if (this.kind === "choices") return chosen;
    if (this.kind === "choice") return chosen[0] ?? "";
    return this.#text;
  }

  /** The answer as the person reads it: one line per choice. */
  get readable() {
    if (!this.isAsked) return [];
    if (this.#isChoice) return this.#chosen.map((input) => (input.labels?.[0].textContent ?? "").trim());
    if (this.kind === "photos") return this.files.length ? [String(this.files.length)] : [];
    return this.#text ? [this.#text] : [];
  }

  /** The photos that were chosen, for a question that asks for some. */
  get files() {
    return this.kind === "photos" ? [.../** @type {FileList} */ (this.field.files)] : [];
  }

  get isAnswered() {
    return this.answer.length > 0 || this.files.length > 0;
  }

  /** Whether the answer puts 112 before everything else. */
  get isUrgent() {
    return this.urgent.some((choice) => choice === this.answer);
  }

  get looksLikeCpr() {
    return !this.#isChoice && looksLikeCpr(this.#text);
  }

  get field() {
    return /** @type {HTMLInputElement} */ (find("input, textarea", HTMLElement, this.element));
  }

  /** What is wrong with the answer, as a sentence; empty if nothing is. @param {Say} say @returns {string} */
  problem(say) {
    if (!this.isAsked) return "";
    if (this.isRequired && !this.isAnswered) return this.missing;
    const length = this.limit ? [...this.#text].length : 0;
    if (length > this.limit) return say("error.too_long", { limit: this.limit, length });
    if (this.files.length > MAX_PHOTOS) return say("error.photos_many", { limit: MAX_PHOTOS });
    if (this.files.some((file) => file.size > MAX_UPLOAD)) return say("error.photos_large");
    const key = implausible(this.kind, this.#text, localDay());
    return key ? say(key) : "";
  }

  /** Shows a problem at the question, or takes it away. @param {string} problem @param {Say} say */
  mark(problem, say) {
    const text = find(`[id="${this.id}-error"]`, HTMLElement);
    text.textContent = problem ? `${say("error.prefix")} ${problem}` : "";
    text.hidden = !problem;
    this.element.classList.toggle("wrong", Boolean(problem));
    const described = this.#isChoice ? this.element : this.field;
    const others = (described.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== text.id);
    described.setAttribute("aria-describedby", [...others, ...(problem ? [text.id] : [])].join(" "));
    if (!this.#isChoice) this.field.setAttribute("aria-invalid", String(Boolean(problem)));
  }

  get #isChoice() {
    return this.kind.startsWith("choice");
  }

  get #text() {
    return this.#isChoice || this.kind === "photos" ? "" : tidy(this.field.value);
  }

  get #chosen() {
    const own = /** @type {HTMLInputElement[]} */ (all("input:checked", this.element));
    return own.filter((input) => input.name === this.id);
  }
}

/**
 * @param {Question[]} questions
 * @param {Say} say
 * @returns {[Question, string][]} every problem with its sentence, in the order of the form
 */
export function findProblems(questions, say) {
  const problems = new Map(questions.map((question) => [question, question.problem(say)]));
  const either = questions.filter((question) => question.either);
  if (either.length && !either.some((question) => question.isAnswered)) problems.set(either[0], either[0].missing);
  return [...problems].filter(([, problem]) => problem);
}

/** @param {string} id of a choice */
function isChecked(id) {
  return find(`[id="${id}"]`, HTMLInputElement).checked;
}
