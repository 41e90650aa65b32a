// A message on its way to the advisors.
import { Thread } from "../../crypto/thread.js";
import { Pending, deliver } from "../../web/deliver.js";
import { frame, uint32 } from "../../web/frame.js";
import { sealed } from "../../web/post.js";
import { Recipients } from "../../web/recipients.js";

/** What the page knows. @typedef {import("../../web/recipients.js").Page & { language: string, max_message: number }} Settings */
/** A conversation as it was last seen. @typedef {{ id: string, state: Uint8Array, next: number }} Target */
/** @typedef {import("../../crypto/receipt.js").Receipt} Receipt */

export class Messages {
  #settings;
  #pending = new Pending();

  /** @param {Settings} settings */
  constructor(settings) {
    this.#settings = settings;
    this.recipients = new Recipients(settings);
  }

  /** Goes on in another language. @param {string} language */
  speak(language) {
    this.#settings = { ...this.#settings, language };
  }

  /**
   * @param {string} url
   * @param {string} text
   * @param {Receipt} receipt
   * @param {() => Target} target where it goes by now
   * @param {(sent: import("../../web/deliver.js").Parcel) => Promise<boolean>} takePlace see `deliver`
   * @param {() => void} onStall see `post`
   * @throws {import("../../web/post.js").NotSent}
   */
  async deliver(url, text, receipt, target, takePlace, onStall) {
    await deliver(url, {
      seal: (again) => this.#pending.parcel(text, again, () => this.#seal(text, receipt, target())),
      recipients: this.recipients,
      takePlace,
      options: { onStall },
    });
    this.#pending.arrived();
  }

  /** @param {string} text @param {Receipt} receipt @param {Target} target */
  async #seal(text, { locator, talk }, { id, state, next }) {
    const { texts, n } = this.recipients.check();
    const setting = { id, talk, recipients: texts, day: this.recipients.today, language: this.#settings.language };
    const message = await sealed(new Thread(setting, state, next).message(text));
    return { frame: frame([locator, uint32(n), uint32(next)], [message]), hash: message.hash };
  }
}
