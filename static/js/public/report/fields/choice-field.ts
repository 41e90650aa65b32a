// An answer that is ticked: one choice, or several.
import { all, find } from "../../../web/page.ts";

export class ChoiceField {
  #element;
  #name;
  #isMany;

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#name = element.dataset.question;
    this.#isMany = element.dataset.kind === "choices";
  }

  get answer(): string | string[] {
    const chosen = this.#chosen.map((input) => input.value);
    return this.#isMany ? chosen : (chosen[0] ?? "");
  }

  get readable() {
    return this.#chosen.map((input) => (input.labels?.[0].textContent ?? "").trim());
  }

  get target() {
    return find("input", HTMLInputElement, this.#element);
  }

  get described() {
    return this.#element;
  }

  problem() {
    return "";
  }

  get #chosen() {
    const inputs = all<HTMLInputElement>("input:checked", this.#element);
    return inputs.filter((input) => input.name === this.#name);
  }
}
