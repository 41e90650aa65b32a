// One group of questions per screen, on one URL. The browser's Back steps back, with every answer still there.
import { all, find } from "../../web/page.ts";

const EMERGENCY = "emergency";

/** Where somebody is. `depth` counts the steps of the history since the first screen. */
export interface ScreenPosition {
  step: string;
  depth: number;
}

export class Screens {
  #sections: Map<string, HTMLElement> = new Map(
    all("[data-step]").map((section) => [section.dataset.step ?? "", section]),
  );
  #order;
  #first;
  #onShow;
  #atTheStart: (() => void) | null = null;

  /**
   * @param order the screens in turn
   * @param onShow runs each time one appears
   * @param signal ends it
   */
  constructor(order: string[], onShow: (step: string) => void, signal: AbortSignal) {
    this.#order = order;
    this.#first = order[0];
    this.#onShow = onShow;
    for (const section of this.#sections.values()) promoteHeading(section);
    window.addEventListener("popstate", (event) => this.#goneTo(event.state?.step), { signal });
  }

  /** @returns the screen that is there */
  get current(): string {
    return [...this.#sections].find(([, section]) => !section.hidden)?.[0] ?? this.#order[0];
  }

  /** Begins, or goes on where somebody was in another language. */
  start(place: ScreenPosition = { step: this.#order[0], depth: 0 }) {
    history.replaceState(place, "");
    this.#show(place.step, { focus: false });
  }

  get place(): ScreenPosition {
    return { step: this.current, depth: this.#depth };
  }

  /** Goes on to a screen; Back leads to the one before. */
  go(step: string, target: HTMLElement | null = null) {
    history.pushState({ step, depth: this.#depth + 1 }, "");
    this.#show(step, { target });
  }

  /** Shows the last screen for good: the steps that led to it are taken out of Back's way. */
  finish(step: string) {
    this.#order = [step];
    this.#show(step);
    const stay = () => history.replaceState({ step, depth: 0 }, "");
    if (this.#depth > 0) {
      this.#atTheStart = stay;
      history.go(-this.#depth);
    } else stay();
  }

  /** @returns the one that follows */
  after(step: string): string {
    return this.#order[this.#order.indexOf(step) + 1];
  }

  get #depth() {
    return Number(history.state?.depth ?? 0);
  }

  #goneTo(step: unknown) {
    this.#atTheStart?.();
    this.#atTheStart = null;
    const known = this.#known(step);
    if (known !== this.current) this.#show(known);
  }

  #known(step: unknown): string {
    const isKnown = this.#order.some((each) => each === step) || (step === EMERGENCY && this.#order.length > 1);
    return isKnown ? String(step) : this.#order[0];
  }

  #show(step: string, { focus = true, target = null }: { focus?: boolean; target?: HTMLElement | null } = {}) {
    for (const [name, section] of this.#sections) section.hidden = name !== step;
    for (const part of all("[data-first]")) part.hidden = step !== this.#first;
    this.#onShow(step);
    if (!focus) return;
    window.scrollTo(0, 0);
    (target ?? find("h1", HTMLElement, this.#sections.get(step))).focus();
  }
}

// On its own screen the question, or the heading of several, is the page's heading.
function promoteHeading(section: HTMLElement) {
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
