// Locks after a quarter of an hour without a key or a touch; warns two minutes before.

const WARN_AFTER_MS = 13 * 60_000;
const LOCK_AFTER_MS = 15 * 60_000;
const KEEP_EVERY_MS = 5 * 60_000;
const CHECK_EVERY_MS = 5_000;
const SIGNS_OF_LIFE = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"];

export class IdleWatch {
  #last = Date.now();
  #kept = Date.now();
  #warned = false;
  #timer;
  #callbacks;

  /**
   * @param {object} callbacks
   * @param {(soon: boolean) => void} callbacks.warn when the warning comes or goes
   * @param {() => void} callbacks.lock at the end
   * @param {() => void} callbacks.keep now and then while at work
   */
  constructor(callbacks) {
    this.#callbacks = callbacks;
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, this.#touch, { passive: true });
    this.#timer = setInterval(this.#check, CHECK_EVERY_MS);
  }

  stop() {
    clearInterval(this.#timer);
    for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, this.#touch);
  }

  #touch = () => {
    const now = Date.now();
    if (now - this.#last >= LOCK_AFTER_MS) return this.#check(); // the machine slept: too late to stay
    this.#last = now;
    if (this.#warned) {
      this.#warned = false;
      this.#callbacks.warn(false);
    }
    if (now - this.#kept >= KEEP_EVERY_MS) {
      this.#kept = now;
      this.#callbacks.keep();
    }
  };

  #check = () => {
    const idle = Date.now() - this.#last;
    if (idle >= LOCK_AFTER_MS) {
      this.stop();
      this.#callbacks.lock();
    } else if (idle >= WARN_AFTER_MS && !this.#warned) {
      this.#warned = true;
      this.#callbacks.warn(true);
    }
  };
}
