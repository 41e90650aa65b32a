// Fetches what is new by itself: every two minutes, when the tab comes back, and whenever somebody asks.

const EVERY_MS = 2 * 60_000;

export class Watch {
  #fetch;
  #timer;
  #end = new AbortController();
  #isBusy = false;

  /** @param {(how: { isAutomatic: boolean }) => Promise<unknown>} fetch what fetches */
  constructor(fetch) {
    this.#fetch = fetch;
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
    const cameBack = () => document.visibilityState === "visible" && this.#look();
    document.addEventListener("visibilitychange", cameBack, { signal: this.#end.signal });
  }

  /** Fetches now. @param {{ isAutomatic: boolean }} [how] */
  async #look(how = { isAutomatic: true }) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      await this.#fetch(how);
    } finally {
      this.#isBusy = false;
    }
  }

  /** Somebody shows the list, which keeps no session alive, or asks for what is new, which does. @param {{ isAsked: boolean }} how */
  now({ isAsked }) {
    return this.#look({ isAutomatic: !isAsked });
  }

  stop() {
    clearInterval(this.#timer);
    this.#end.abort();
  }
}
