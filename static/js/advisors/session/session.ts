// An advisor at work: the identity, the line to the server, the clock that locks. Ending it forgets all of that; see
// [Note: Nothing arrives after a lock].
import type { Keyring } from "../keys/keyring.ts";
import type { Unlocked } from "../keys/tasks.ts";
import { Api } from "./api.ts";
import { IdleWatch } from "./idle.ts";
import type { Advisor, SignedIn } from "./sign-in.ts";

export class Session {
  advisor: Advisor;
  unlocked: Unlocked;
  api: Api;

  #ending = new AbortController();
  #keyring;
  #idle;

  /** @param minutes after which it locks */
  constructor(
    { keyring, unlocked, advisor }: SignedIn,
    minutes: number,
    {
      warn,
      lock,
      lockedElsewhere,
      refused,
    }: {
      warn: (minutes: number | null) => void;
      lock: () => void;
      lockedElsewhere: () => void;
      refused: (error: unknown) => void;
    },
  ) {
    this.advisor = advisor;
    this.unlocked = unlocked;
    this.api = new Api(this.signal);
    this.api.useToken(advisor.csrf);
    this.#keyring = keyring;
    const keep = () => this.api.post("/unlock/keep").catch(refused);
    this.#idle = new IdleWatch(minutes, { warn, lock, lockedElsewhere, keep });
  }

  /** @returns fires when the session ends */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** @returns the clock that locks */
  get idle(): IdleWatch {
    return this.#idle;
  }

  /** @returns what holds the identity */
  get keyring(): Keyring {
    return this.#keyring;
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
