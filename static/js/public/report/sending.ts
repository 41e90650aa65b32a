// What is told while a report is on its way: never more than is known. A bar for the eye; for the ear the beginning,
// the half, and that an answer is awaited.
import { element, find, type Say } from "../../web/page.ts";
import type { Watched } from "../../web/post.ts";

export class Sending {
  #area;
  #say;
  #stop = new AbortController();
  #announced = "";
  #wantsAgain = false;

  /** @param area with the bar */
  constructor(area: HTMLElement, say: Say) {
    this.#area = area;
    this.#say = say;
    element("button", area).addEventListener("click", () => {
      this.#wantsAgain = true;
      this.#stop.abort();
    });
  }

  /** Tries, and as long as the person asks for it, again. */
  async during<T>(attempt: (how: Watched) => Promise<T>): Promise<T> {
    try {
      for (;;) {
        this.#begin();
        try {
          return await attempt({
            signal: this.#stop.signal,
            onProgress: (sent) => this.#show(sent),
            onStall: () => this.#warn(true),
          });
        } catch (error) {
          if (!this.#wantsAgain) throw error;
        }
      }
    } finally {
      this.#area.hidden = true;
      this.#tell("");
    }
  }

  #begin() {
    this.#stop = new AbortController();
    this.#wantsAgain = false;
    this.#warn(false);
    this.#area.hidden = false;
    this.#bar.removeAttribute("value");
    this.#tell("js.report.sealing");
  }

  /** @param sent the fraction that has left */
  #show(sent: number) {
    this.#warn(false);
    if (sent < 1) this.#bar.value = sent;
    else this.#bar.removeAttribute("value"); // all has left; whether it arrived, the answer tells
    this.#tell(sent === 1 ? "js.report.almost" : sent < 0.5 ? "js.report.sending" : "js.report.half");
  }

  #warn(isWeak: boolean) {
    element("[data-weak]", this.#area).hidden = !isWeak;
    if (isWeak) this.#tell("js.report.weak");
  }

  #tell(key: string) {
    if (this.#announced === key) return;
    this.#announced = key;
    element("[data-status]").textContent = key && this.#say(key);
  }

  get #bar() {
    return find("progress", HTMLProgressElement, this.#area);
  }
}
