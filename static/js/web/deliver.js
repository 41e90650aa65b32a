// Seals and posts until it is taken: the one loop for reports, messages and replies. Somebody else may come first to a
// place in a conversation, and an advisor may join or leave while a page is open; then it is sealed again.
import { NotSent, post, readJson, refusal } from "./post.js";

const ATTEMPTS = 5;
const LONGEST_WAIT_S = 10; // a server that is only busy says so in seconds; for anything longer the person is told

/**
 * Whom this page seals to, as the server told it.
 * @typedef {object} Told
 * @property {string[]} recipients
 * @property {number} max_recipients
 */

/**
 * @param {string} url
 * @param {object} how
 * @param {(again: boolean) => Promise<Uint8Array>} how.seal seals, within time (see `sealed`), for the
 *   recipients and the place of now; `again` tells that the server has answered to an earlier one and did not take it
 * @param {Told} how.told brought up to date when an advisor joined or left
 * @param {(seq: number) => void} [how.takePlace] hears which place is free when another came first
 * @param {Parameters<typeof post>[2]} [how.options]
 * @returns {Promise<any>} the JSON of the answer that took it
 * @throws {NotSent} nothing was taken, as far as anybody knows
 */
export async function deliver(url, { seal, told, takePlace, options }) {
  let again = false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const answer = await post(url, await seal(again), options);
    again = answer.status !== 503; // too busy to read it: the same once more
    if (answer.status === 201) return readJson(answer);
    if (answer.status === 400) adopt(told, answer);
    else if (answer.status === 409 && takePlace) takePlace(freePlace(answer));
    else if (answer.status === 503 && answer.retryAfter <= LONGEST_WAIT_S && attempt < ATTEMPTS - 1)
      await pause(answer.retryAfter);
    else throw refusal(answer);
  }
  throw new NotSent("refused");
}

/**
 * What was sealed for something, until it is known to have arrived: the same again is the same envelope again, so that
 * an answer that was lost, or came from something between us, does not make two messages of one.
 */
export class Pending {
  #what = "";
  /** @type {Uint8Array | null} */
  #parcel = null;

  /**
   * @param {string} what tells one thing from another
   * @param {boolean} again the server has seen the earlier one and did not take it
   * @param {() => Promise<Uint8Array>} make
   * @returns {Promise<Uint8Array>}
   */
  async parcel(what, again, make) {
    if (again || !this.#parcel || this.#what !== what) {
      this.#parcel = await make();
      this.#what = what;
    }
    return this.#parcel;
  }

  /** It arrived: the same text once more is another message. */
  arrived() {
    this.#parcel = null;
  }
}

/** @param {import("./post.js").Answer} answer @returns {number} @throws {NotSent} there is none */
function freePlace(answer) {
  const { error, next_seq } = readJson(answer);
  if (error === "full") throw new NotSent("full", answer.status);
  return next_seq;
}

/** @param {number} seconds @returns {Promise<void>} */
function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
}

/** @param {Told} told @param {import("./post.js").Answer} answer */
function adopt(told, answer) {
  const { error, recipients, max_recipients } = readJson(answer);
  if (error !== "recipients") throw new NotSent("refused");
  Object.assign(told, { recipients, max_recipients });
}
