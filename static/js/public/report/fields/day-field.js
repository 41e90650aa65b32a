// A day in three fields, said back in words. One that has passed, or is near, is no error but the most urgent case.
import { dayOf, sayDay } from "../../../web/days.js";
import { all, element as part } from "../../../web/page.js";
import { tidy } from "../../../web/tidy.js";
import { implausible } from "../plausible.js";

export class DayField {
  #element;
  #context;

  /** @param {HTMLElement} element @param {import("../question.js").Context} context */
  constructor(element, context) {
    this.#element = element;
    this.#context = context;
    element.addEventListener("input", () => this.update());
  }

  get answer() {
    return dayOf(this.#inputs.map((input) => tidy(input.value)));
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

  /** Says the day back, and whether to call today. */
  update() {
    const isDay = this.answer !== "" && !implausible("date", this.answer) && this.answer >= "1900";
    const { today, pressingUntil } = this.#context;
    const isPast = isDay && this.answer < today;
    part("[data-in-words]", this.#element).textContent = isDay ? this.readable[0] : "";
    part("[data-pressing]", this.#element).hidden = !isDay || this.answer > pressingUntil;
    part("[data-past]", this.#element).hidden = !isPast;
    part("[data-soon]", this.#element).hidden = isPast;
  }

  get #inputs() {
    return /** @type {HTMLInputElement[]} */ (all("input", this.#element));
  }
}
