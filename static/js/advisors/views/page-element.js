// What our lit elements share: no shadow root, sentences from the catalogue, and focus on each new screen's heading.
import { LitElement } from "lit";
import { readableDay } from "../../web/days.js";
import { painted, sentences } from "../../web/page.js";

export const say = sentences();

export class PageElement extends LitElement {
  constructor() {
    super();
    this.screen = "";
  }

  createRenderRoot() {
    this.replaceChildren(); // the notice for browsers without scripts
    return this;
  }

  /** Shows a screen and moves the focus to its heading. @param {string} screen */
  async turnTo(screen) {
    this.screen = screen;
    await this.updateComplete;
    window.scrollTo(0, 0);
    this.querySelector("h1")?.focus();
  }

  /** Waits until what has changed is on the screen. */
  async shown() {
    await this.updateComplete;
    await painted();
  }

  /** @param {string} id @returns {HTMLInputElement} one of this element's fields */
  field(id) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`[id="${id}"]`));
  }
}

/** @type {Intl.DateTimeFormatOptions} */
const SHORT = { weekday: "short", day: "numeric", month: "short", year: "numeric" };

/** @param {string} day ISO day @returns {string} as short as a list needs it */
export function shortDay(day) {
  return readableDay(day, SHORT);
}
