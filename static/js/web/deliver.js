// Seals and posts until it is taken: the one loop for reports, messages and replies. Somebody else may come first to a
// place in a conversation, and an advisor may join or leave while a page is open; then it is sealed again.
import { NotSent, post, readJson, refusal } from "./post.js";

const ATTEMPTS = 5;
const LONGEST_WAIT_S = 10; // a server that is only busy says so in seconds; for anything longer the person is told

/** Something sealed: what is posted, and the hash by which it is known again. @typedef {{ frame: Uint8Array, hash: Uint8Array }} Parcel */

/** Whom to seal to, looked at before each sealing. @typedef {{ check(): unknown, adopt(answer: import("./recipients.js").Page): void }} Believed */

/**
 * @param {string} url
 * @param {object} how
 * @param {(again: boolean) => Promise<Parcel>} how.seal seals, within time (see `sealed`), for the
 *   recipients and the place of now; `again` tells that the server has answered to an earlier one and did not take it
 * @param {Believed} how.recipients brought up to date when an advisor joined or left
 * @param {(sent: Parcel) => Promise<boolean>} [how.takePlace] looks what came first to the place; whether that was this
 *   very parcel, whose answer was lost. Throws if it is not to be sealed again by itself
 * @param {Parameters<typeof post>[2]} [how.options]
 * @returns {Promise<any>} the JSON of the answer that took it
 * @throws {NotSent} nothing was taken, as far as anybody knows
 */
export async function deliver(url, { seal, recipients, takePlace, options }) {
  let again = false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    recipients.check();
    const parcel = await seal(again);
    const answer = await post(url, parcel.frame, options);
    again = answer.status !== 503; // too busy to read it: the same once more
    if (answer.status === 201) return readJson(answer);
    if (answer.status === 400) adopt(recipients, answer);
    else if (answer.status === 409 && takePlace) {
      if (readJson(answer).error === "full") throw new NotSent("full", answer.status);
      if (await takePlace(parcel)) return {};
    } else if (answer.status === 503 && answer.retryAfter <= LONGEST_WAIT_S && attempt < ATTEMPTS - 1)
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
  /** @type {Parcel | null} */
  #parcel = null;

  /**
   * @param {string} what tells one thing from another
   * @param {boolean} again the server has seen the earlier one and did not take it
   * @param {() => Promise<Parcel>} make
   * @returns {Promise<Parcel>}
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

/** @param {number} seconds @returns {Promise<void>} */
function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
}

/** @param {Believed} recipients @param {import("./post.js").Answer} answer */
function adopt(recipients, answer) {
  const told = readJson(answer);
  if (told.error !== "recipients") throw new NotSent("refused");
  recipients.adopt(told);
}
