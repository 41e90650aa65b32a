// A message on its way to the advisors: the same text again is the same envelope again, so that a lost answer does not
// make two messages of it.
import { seal } from "../../crypto/age.js";
import { toBase64Url } from "../../crypto/bytes.js";
import { buildDocument } from "../../crypto/document.js";
import { recipientsDigest } from "../../crypto/keys.js";
import { localDay } from "../../web/days.js";
import { deliver } from "../../web/deliver.js";
import { NotSent, sealed } from "../../web/post.js";

/** What the page knows. @typedef {import("../../web/deliver.js").Told & { language: string, max_message: number }} Settings */
/** Where the message goes. @typedef {{ locator: Uint8Array, case: string, next: number }} Target */

export class Messages {
  #settings;
  /** @type {{ text: string, seq: number, envelope: Uint8Array } | null} one whose answer has not come */
  #pending = null;

  /** @param {Settings} settings */
  constructor(settings) {
    this.#settings = settings;
  }

  /**
   * @param {string} url
   * @param {string} text
   * @param {Target} target
   * @throws {NotSent}
   */
  async deliver(url, text, target) {
    try {
      await deliver(url, {
        seal: (again) => this.#seal(text, target, again),
        told: this.#settings,
        takePlace: (seq) => {
          target.next = seq; // a reply came meanwhile
        },
      });
      this.#pending = null;
    } catch (error) {
      // Whether one arrived whose answer was lost, nobody knows; any other is known not to have.
      if (!(error instanceof NotSent && error.reason === "offline")) this.#pending = null;
      throw error;
    }
  }

  /** @param {string} text @param {Target} target @param {boolean} again */
  async #seal(text, target, again) {
    const { recipients, max_recipients, language } = this.#settings;
    if (again || this.#pending?.text !== text) {
      const place = { case: target.case, seq: target.next, from: "reporter", day: localDay(), language };
      const make = async () =>
        seal(buildDocument({ type: "message", ...place, body: { text } }), recipients, max_recipients);
      this.#pending = { text, seq: target.next, envelope: await sealed(make()) };
    }
    const { seq, envelope } = this.#pending;
    /** @type {[string, Uint8Array][]} */
    const envelopes = [["envelope", envelope]];
    const fields = {
      locator: toBase64Url(target.locator),
      seq: String(seq),
      sealed_to: recipientsDigest(recipients),
    };
    return { fields, envelopes };
  }
}
