// One group of questions per screen, on one URL. The browser's Back steps back, with every answer still there.
import { all, find } from "../../web/page.js";

const EMERGENCY = "emergency";

export class Screens {
  /** @type {Map<string, HTMLElement>} */
  #sections;
  #order;
  #onShow;

  /**
   * @param {string[]} order the screens in turn
   * @param {(step: string) => void} onShow runs each time one appears
   */
  constructor(order, onShow) {
    this.#order = order;
    this.#onShow = onShow;
    this.#sections = new Map(all("[data-step]").map((section) => [section.dataset.step ?? "", section]));
    for (const section of this.#sections.values()) promoteHeading(section);
    window.addEventListener("popstate", (event) => this.#show(this.#known(event.state?.step)));
  }

  /** @returns {string} the screen that is there */
  get current() {
    return [...this.#sections].find(([, section]) => !section.hidden)?.[0] ?? this.#order[0];
  }

  start() {
    history.replaceState({ step: this.#order[0] }, "");
    this.#show(this.#order[0], { focus: false });
  }

  /** Goes on to a screen; Back leads to the one before. @param {string} step @param {HTMLElement | null} [target] */
  go(step, target = null) {
    history.pushState({ step }, "");
    this.#show(step, { target });
  }

  /** Shows the last screen for good: Back no longer leads to the questions. @param {string} step */
  finish(step) {
    this.#order = [step];
    history.replaceState({ step }, "");
    this.#show(step);
  }

  /** @param {string} step @returns {string} the one that follows */
  after(step) {
    return this.#order[this.#order.indexOf(step) + 1];
  }

  /** @param {unknown} step @returns {string} */
  #known(step) {
    const isKnown = this.#order.some((each) => each === step) || (step === EMERGENCY && this.#order.length > 1);
    return isKnown ? String(step) : this.#order[0];
  }

  /** @param {string} step @param {{ focus?: boolean, target?: HTMLElement | null }} [how] */
  #show(step, { focus = true, target = null } = {}) {
    for (const [name, section] of this.#sections) section.hidden = name !== step;
    this.#onShow(step);
    if (!focus) return;
    window.scrollTo(0, 0);
    (target ?? find("h1", HTMLElement, this.#sections.get(step))).focus();
  }
}

// On its own screen a group's heading is the page's heading.
/** @param {HTMLElement} section */
function promoteHeading(section) {
  const heading = section.querySelector("h2");
  if (section.querySelector("h1") || !heading) return;
  const h1 = document.createElement("h1");
  for (const { name, value } of heading.attributes) h1.setAttribute(name, value);
  h1.append(...heading.childNodes);
  heading.replaceWith(h1);
}
