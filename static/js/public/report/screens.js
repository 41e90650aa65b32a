// One group of questions per screen, on one URL. The browser's Back steps back, with every answer still there.
import { all, find } from "../../web/page.js";

const EMERGENCY = "emergency";

/** Where somebody is. `depth` counts the steps of the history since the first screen. @typedef {{ step: string, depth: number }} Place */

export class Screens {
  /** @type {Map<string, HTMLElement>} */
  #sections;
  #order;
  #first;
  #onShow;
  /** @type {(() => void) | null} */
  #atTheStart = null;

  /**
   * @param {string[]} order the screens in turn
   * @param {(step: string) => void} onShow runs each time one appears
   * @param {AbortSignal} signal ends it
   */
  constructor(order, onShow, signal) {
    this.#order = order;
    this.#first = order[0];
    this.#onShow = onShow;
    this.#sections = new Map(all("[data-step]").map((section) => [section.dataset.step ?? "", section]));
    for (const section of this.#sections.values()) promoteHeading(section);
    window.addEventListener("popstate", (event) => this.#goneTo(event.state?.step), { signal });
  }

  /** @returns {string} the screen that is there */
  get current() {
    return [...this.#sections].find(([, section]) => !section.hidden)?.[0] ?? this.#order[0];
  }

  /** Begins, or goes on where somebody was in another language. @param {Place} [place] */
  start(place = { step: this.#order[0], depth: 0 }) {
    history.replaceState(place, "");
    this.#show(place.step, { focus: false });
  }

  /** @returns {Place} */
  get place() {
    return { step: this.current, depth: this.#depth };
  }

  /** Goes on to a screen; Back leads to the one before. @param {string} step @param {HTMLElement | null} [target] */
  go(step, target = null) {
    history.pushState({ step, depth: this.#depth + 1 }, "");
    this.#show(step, { target });
  }

  /** Shows the last screen for good: the steps that led to it are taken out of Back's way. @param {string} step */
  finish(step) {
    this.#order = [step];
    this.#show(step);
    const stay = () => history.replaceState({ step, depth: 0 }, "");
    if (this.#depth > 0) {
      this.#atTheStart = stay;
      history.go(-this.#depth);
    } else stay();
  }

  /** @param {string} step @returns {string} the one that follows */
  after(step) {
    return this.#order[this.#order.indexOf(step) + 1];
  }

  get #depth() {
    return Number(history.state?.depth ?? 0);
  }

  /** @param {unknown} step */
  #goneTo(step) {
    this.#atTheStart?.();
    this.#atTheStart = null;
    const known = this.#known(step);
    if (known !== this.current) this.#show(known);
  }

  /** @param {unknown} step @returns {string} */
  #known(step) {
    const isKnown = this.#order.some((each) => each === step) || (step === EMERGENCY && this.#order.length > 1);
    return isKnown ? String(step) : this.#order[0];
  }

  /** @param {string} step @param {{ focus?: boolean, target?: HTMLElement | null }} [how] */
  #show(step, { focus = true, target = null } = {}) {
    for (const [name, section] of this.#sections) section.hidden = name !== step;
    for (const part of all("[data-first]")) part.hidden = step !== this.#first;
    this.#onShow(step);
    if (!focus) return;
    window.scrollTo(0, 0);
    (target ?? find("h1", HTMLElement, this.#sections.get(step))).focus();
  }
}

// On its own screen the question, or the heading of several, is the page's heading.
/** @param {HTMLElement} section */
function promoteHeading(section) {
  const heading = section.querySelector("[data-heading], h2");
  if (section.querySelector("h1") || !heading) return;
  const h1 = document.createElement("h1");
  h1.tabIndex = -1;
  if (heading instanceof HTMLLabelElement) {
    heading.replaceWith(h1);
    h1.append(heading);
  } else if (heading instanceof HTMLLegendElement) {
    h1.append(...heading.childNodes);
    heading.append(h1);
  } else {
    h1.append(...heading.childNodes);
    heading.replaceWith(h1);
  }
}
