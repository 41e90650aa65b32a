// A message on its way to the advisors.
import { seal } from "../../crypto/age.js";
import { fromHex } from "../../crypto/bytes.js";
import { buildDocument } from "../../crypto/document.js";
import { recipientsDigest } from "../../crypto/keys.js";
import { localDay } from "../../web/days.js";
import { Pending, deliver } from "../../web/deliver.js";
import { frame, uint32 } from "../../web/frame.js";
import { sealed } from "../../web/post.js";

/** What the page knows. @typedef {import("../../web/deliver.js").Told & { language: string, max_message: number }} Settings */
/** Where the message goes. @typedef {{ locator: Uint8Array, case: string, next: number }} Target */

export class Messages {
  #settings;
  #pending = new Pending();

  /** @param {Settings} settings */
  constructor(settings) {
    this.#settings = settings;
  }

  /**
   * @param {string} url
   * @param {string} text
   * @param {Target} target
   * @throws {import("../../web/post.js").NotSent}
   */
  async deliver(url, text, target) {
    await deliver(url, {
      seal: (again) => this.#pending.parcel(text, again, () => this.#seal(text, target)),
      told: this.#settings,
      takePlace: (seq) => {
        target.next = seq; // a reply came meanwhile
      },
    });
    this.#pending.arrived();
  }

  /** @param {string} text @param {Target} target @returns {Promise<Uint8Array>} */
  async #seal(text, target) {
    const { recipients, max_recipients, language } = this.#settings;
    const place = { case: target.case, seq: target.next, from: "reporter", day: localDay(), language };
    const make = async () =>
      seal(buildDocument({ type: "message", ...place, body: { text } }), recipients, max_recipients);
    const envelope = await sealed(make());
    return frame([target.locator, fromHex(recipientsDigest(recipients)), uint32(place.seq)], [envelope]);
  }
}
