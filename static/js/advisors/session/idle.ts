// Locks after minutes without a key or a touch in any tab of this browser; warns before.

const WARN_BEFORE_MS = 2 * 60_000;
const KEEP_EVERY_MS = 5 * 60_000;
const CHECK_EVERY_MS = 5_000;
const TELL_EVERY_MS = 2_000;
const SIGNS_OF_LIFE = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"];
const CHANNEL = "bekymret-inbox";
const ALIVE = "alive";
const LOCKED = "locked";

export class IdleWatch {
  #last = Date.now();
  #kept = Date.now();
  #told = 0;
  #left = Infinity;
  #timer;
  #callbacks;
  #limit;
  #channel = new BroadcastChannel(CHANNEL);

  /**
   * @param callbacks.warn how many minutes are left, when they are few; null when they are not any more
   * @param callbacks.lock at the end
   * @param callbacks.lockedElsewhere another tab was locked by hand
   * @param callbacks.keep now and then while at work
   */
  constructor(
    minutes: number,
    callbacks: {
      warn: (minutes: number | null) => void;
      lock: () => void;
      lockedElsewhere: () => void;
      keep: () => void;
    },
  ) {
    this.#limit = minutes * 60_000;
    this.#callbacks = callbacks;
    this.#timer = setInterval(this.#check, CHECK_EVERY_MS);
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, this.#touch, { passive: true });
    this.#channel.addEventListener("message", ({ data }) => {
      if (data === ALIVE) this.#live();
      if (data === LOCKED) this.#callbacks.lockedElsewhere();
    });
  }

  /** Locks sooner, or as usual again. */
  setLimit(minutes: number) {
    this.#limit = minutes * 60_000;
  }

  /** Tells the other tabs that this one was locked by hand. */
  tellLocked() {
    this.#channel.postMessage(LOCKED);
  }

  stop() {
    clearInterval(this.#timer);
    for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, this.#touch);
    this.#channel.close();
  }

  #touch = () => {
    const now = Date.now();
    if (!this.#live()) return;
    if (now - this.#told >= TELL_EVERY_MS) {
      this.#told = now;
      this.#channel.postMessage(ALIVE);
    }
    if (now - this.#kept >= KEEP_EVERY_MS) {
      this.#kept = now;
      this.#callbacks.keep();
    }
  };

  /** @returns whether it is not too late to stay: the machine may have slept */
  #live(): boolean {
    if (Date.now() - this.#last >= this.#limit) {
      this.#check();
      return false;
    }
    this.#last = Date.now();
    if (this.#left !== Infinity) {
      this.#left = Infinity;
      this.#callbacks.warn(null);
    }
    return true;
  }

  #check = () => {
    const left = this.#limit - (Date.now() - this.#last);
    if (left <= 0) {
      this.stop();
      this.#callbacks.lock();
      return;
    }
    const minutes = Math.ceil(left / 60_000);
    if (left <= Math.min(WARN_BEFORE_MS, this.#limit / 2) && minutes !== this.#left) {
      this.#left = minutes;
      this.#callbacks.warn(minutes);
    }
  };
}
