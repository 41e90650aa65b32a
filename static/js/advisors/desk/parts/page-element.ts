// What our lit elements share: no shadow root, sentences from the catalogue, and focus on each new screen's heading.
import { LitElement } from "lit";
import { readableDay } from "../../../web/days.ts";
import { painted, sentences } from "../../../web/page.ts";

export const say = sentences();

export class PageElement extends LitElement {
  screen = "";

  createRenderRoot() {
    this.replaceChildren(); // the notice for browsers without scripts
    return this;
  }

  /** Shows a screen and moves the focus to its heading. */
  async turnTo(screen: string) {
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

  /** @returns one of this element's fields */
  field(id: string): HTMLInputElement {
    return this.querySelector(`[id="${id}"]`) as HTMLInputElement;
  }
}

const SHORT: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short", year: "numeric" };

/** @param day ISO day @returns as short as a list needs it */
export function shortDay(day: string): string {
  return readableDay(day, SHORT);
}
