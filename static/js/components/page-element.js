// What our lit elements share: no shadow root, sentences from the catalogue, and focus on each new screen's heading.
import { LitElement } from "lit";
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

/** Returns an ISO day as people say it; what is no day comes back as it is. */
export function readableDay(day) {
  const parsed = new Date(`${day}T12:00:00`);
  if (Number.isNaN(parsed.getTime())) return day;
  const style = { weekday: "short", day: "numeric", month: "short", year: "numeric" };
  return parsed.toLocaleDateString(document.documentElement.lang, style);
}
