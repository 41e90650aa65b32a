// An advisor at work: the identity, the line to the server, the clock that locks. Ending it forgets all of that, and
// nothing that was on its way ever arrives: whoever waits for it hears `SessionOver`.
import { Api } from "./api.js";
import { IdleWatch } from "./idle.js";

/** The session ended before this came to its end. */
export class SessionOver extends Error {}

/** Who is signed in, as the server answers it. @typedef {{ id: string, name: string, recipient: string, enrolled_day: string, csrf: string }} Advisor */

export class Session {
  #ending = new AbortController();
  #keyring;
  #idle;

  /**
   * @param {import("./sign-in.js").SignedIn} signedIn
   * @param {number} minutes after which it locks
   * @param {{ warn: (minutes: number | null) => void, lock: () => void, lockedElsewhere: () => void, refused: (error: unknown) => void }} callbacks
   */
  constructor({ keyring, unlocked, advisor }, minutes, { warn, lock, lockedElsewhere, refused }) {
    this.advisor = advisor;
    this.unlocked = unlocked;
    this.api = new Api(this.signal);
    this.api.useToken(advisor.csrf);
    this.#keyring = keyring;
    const keep = () => this.during(this.api.post("/unlock/keep")).catch(refused);
    this.#idle = new IdleWatch(minutes, { warn, lock, lockedElsewhere, keep });
  }

  /** @returns {AbortSignal} fires when the session ends */
  get signal() {
    return this.#ending.signal;
  }

  /** @returns {IdleWatch} the clock that locks */
  get idle() {
    return this.#idle;
  }

  /** @returns {import("./keyring.js").Keyring} what holds the identity */
  get keyring() {
    return this.#keyring;
  }

  /**
   * Waits for something that belongs to this session.
   * @template T
   * @param {Promise<T>} work
   * @returns {Promise<T>}
   * @throws {SessionOver} the session ended first
   */
  async during(work) {
    try {
      const result = await work;
      if (!this.signal.aborted) return result;
    } catch (error) {
      if (!this.signal.aborted) throw error;
    }
    throw new SessionOver();
  }

  /** Forgets the identity and everything that is on its way, and tells the server. */
  async end() {
    if (this.signal.aborted) return;
    this.#ending.abort();
    this.#keyring.close();
    this.#idle.stop();
    const leaving = new Api();
    leaving.useToken(this.advisor.csrf);
    await leaving.post("/lock").catch(() => {}); // over anyway, or over within a quarter of an hour
  }
}
