// Fetches what is new by itself: every two minutes, when the tab comes back, and whenever somebody asks.

const EVERY_MS = 2 * 60_000;

export class Watch {
  #fetch;
  #timer = setInterval(() => this.#look(), EVERY_MS);
  #end = new AbortController();
  #isBusy = false;

  /** @param fetch what fetches */
  constructor(fetch: (how: { isAutomatic: boolean }) => Promise<unknown>) {
    this.#fetch = fetch;
    const cameBack = () => document.visibilityState === "visible" && this.#look();
    document.addEventListener("visibilitychange", cameBack, { signal: this.#end.signal });
  }

  /** Fetches now. */
  async #look(how: { isAutomatic: boolean } = { isAutomatic: true }) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      await this.#fetch(how);
    } finally {
      this.#isBusy = false;
    }
  }

  /** Somebody shows the list, which keeps no session alive, or asks for what is new, which does. */
  now({ isAsked }: { isAsked: boolean }) {
    return this.#look({ isAutomatic: !isAsked });
  }

  stop() {
    clearInterval(this.#timer);
    this.#end.abort();
  }
}
