// An answer that is written: a line or a text.
import { implausible, looksLikeCpr } from "../../../crypto/written/answers.ts";
import { tidyAnswer } from "../../../crypto/written/text.ts";
import { sayNumber } from "../../../web/days.ts";
import { find } from "../../../web/page.ts";
import type { Context } from "../field.ts";

const TELL_BELOW = 0.1; // the part of the room that is left when it is told

export class TextField {
  #input;
  #kind;
  #limit;
  #context;

  constructor(element: HTMLElement, context: Context) {
    this.#input = find("input, textarea", HTMLElement, element) as HTMLInputElement;
    this.#kind = element.dataset.kind ?? "";
    this.#limit = Number(element.dataset.limit);
    this.#context = context;
    const left = element.querySelector("[data-left]");
    if (left) this.#input.addEventListener("input", () => (left.textContent = this.#left()));
  }

  get answer() {
    return tidyAnswer(this.#kind, this.#input.value);
  }

  get readable() {
    return this.answer ? [this.answer] : [];
  }

  get target() {
    return this.#input;
  }

  get described() {
    return this.#input;
  }

  get looksLikeCpr() {
    return looksLikeCpr(this.answer);
  }

  problem() {
    const { say } = this.#context;
    const length = [...this.answer].length;
    if (this.#limit && length > this.#limit)
      return say("error.too_long", { limit: this.#number(this.#limit), length: this.#number(length) });
    const key = implausible(this.#kind, this.answer);
    return key ? say(key) : "";
  }

  // Nothing until it matters: who writes three lines needs no counter.
  #left() {
    const left = this.#limit - [...this.#input.value].length;
    if (left > this.#limit * TELL_BELOW || left < 0) return "";
    return this.#context.say("js.report.left", { left: this.#number(left) });
  }

  #number(number: number) {
    return sayNumber(number, this.#context.dates);
  }
}
