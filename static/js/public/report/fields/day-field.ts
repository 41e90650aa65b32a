// A day in three fields, said back in words. One that has passed, or is near, is no error but the most urgent case.
import { dayOf, implausible } from "../../../crypto/written/answers.ts";
import { sayDay } from "../../../web/days.ts";
import { all, element as part } from "../../../web/page.ts";
import type { Context } from "../field.ts";

export class DayField {
  #element;
  #context;

  constructor(element: HTMLElement, context: Context) {
    this.#element = element;
    this.#context = context;
    element.addEventListener("input", () => this.update());
    element.addEventListener("focusout", () => this.update());
  }

  get answer() {
    return dayOf(this.#inputs.map(({ value }) => value));
  }

  get readable() {
    return this.answer ? [sayDay(this.answer, this.#context.dates, "full")] : [];
  }

  get target() {
    return this.#inputs[0];
  }

  get described() {
    return this.#element;
  }

  problem() {
    const key = implausible("date", this.answer);
    return key ? this.#context.say(key) : "";
  }

  get isPressing() {
    return this.answer !== "" && !this.problem() && this.answer <= this.#context.pressingUntil;
  }

  /** Says the day back, and whether to call today. */
  update() {
    const isSaid = this.answer !== "" && !this.problem() && !this.#isBeingTyped;
    const isPast = this.answer < this.#context.today;
    part("[data-in-words]", this.#element).textContent = isSaid ? this.readable[0] : "";
    part("[data-pressing]", this.#element).hidden = !isSaid || !this.isPressing;
    part("[data-past]", this.#element).hidden = !isPast;
    part("[data-soon]", this.#element).hidden = isPast;
  }

  // The first digits of 2027 are a year that has passed: nothing is said of that.
  get #isBeingTyped() {
    const year = this.#inputs[2];
    return document.activeElement === year && year.value.length < 4;
  }

  get #inputs() {
    return all<HTMLInputElement>("input", this.#element);
  }
}
