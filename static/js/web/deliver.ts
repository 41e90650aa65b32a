// Seals and posts until it is taken: the one loop for reports, messages and replies. Somebody else may come first to a
// place in a conversation, and an advisor may join or leave while a page is open; then it is sealed again.
import type { ToldRecipients } from "./page.ts";
import { NotSent, post, readJson, refusal, type Answer } from "./post.ts";

const ATTEMPTS = 5;
const LONGEST_WAIT_S = 10; // a server that is only busy says so in seconds; for anything longer the person is told

/** Something sealed: what is posted, and the hash by which it is known again. */
export interface Parcel {
  frame: Uint8Array;
  hash: Uint8Array;
}

/** Why the server did not take something, as far as it tells. */
interface Refused {
  error?: string;
}

/** Whom to seal to, looked at before each sealing. */
export interface Believed {
  check(): unknown;
  adopt(answer: ToldRecipients): void;
}

/** How something is delivered. */
export interface Delivery {
  /** Seals, within time (see `sealed`), for the recipients and the place of now; `again`: the server has answered to an
   * earlier one and did not take it. */
  seal(again: boolean): Promise<Parcel>;
  /** Brought up to date when an advisor joined or left. */
  recipients: Believed;
  /** Looks what came first to the place; whether that was this very parcel, whose answer was lost. Throws if it is not
   * to be sealed again by itself. */
  takePlace?(sent: Parcel): Promise<boolean>;
  options?: Parameters<typeof post>[2];
}

/**
 * @returns the JSON of the answer that took it
 * @throws {NotSent} nothing was taken, as far as anybody knows
 */
export async function deliver<T>(url: string, { seal, recipients, takePlace, options }: Delivery): Promise<Partial<T>> {
  let again = false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    recipients.check();
    const parcel = await seal(again);
    const answer = await post(url, parcel.frame, options);
    again = answer.status !== 503; // too busy to read it: the same once more
    if (answer.status === 201) return readJson(answer);
    if (answer.status === 400) adopt(recipients, answer);
    else if (answer.status === 409 && takePlace) {
      if (readJson<Refused>(answer).error === "full") throw new NotSent("full", answer.status);
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
  #parcel: Parcel | null = null;

  /**
   * @param what tells one thing from another
   * @param again the server has seen the earlier one and did not take it
   */
  async parcel(what: string, again: boolean, make: () => Promise<Parcel>): Promise<Parcel> {
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

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
}

function adopt(recipients: Believed, answer: Answer) {
  const told = readJson<Refused & ToldRecipients>(answer);
  if (told.error !== "recipients") throw new NotSent("refused");
  recipients.adopt(told);
}
