// What our lit elements share: no shadow root, sentences from the catalogue, and focus on each new screen's heading.
import { LitElement } from "lit";
import { readableDay } from "../lib/days.js";
import { sentences } from "../lib/page.js";

export const say = sentences();

export class PageElement extends LitElement {
  createRenderRoot() {
    this.replaceChildren(); // the notice for browsers without scripts
    return this;
  }

  /** Shows a screen and moves the focus to its heading. */
  async turnTo(screen) {
    this.screen = screen;
    await this.updateComplete;
    window.scrollTo(0, 0);
    this.querySelector("h1")?.focus();
  }
}

const SHORT = { weekday: "short", day: "numeric", month: "short", year: "numeric" };

/** Returns an ISO day as short as a list needs it. */
export function shortDay(day) {
  return readableDay(day, SHORT);
}
