// A message on its way to the advisors.
import type { Receipt } from "../../crypto/receipt.ts";
import { Thread } from "../../crypto/thread.ts";
import { Pending, deliver, type Parcel } from "../../web/deliver.ts";
import { frame, uint32 } from "../../web/frame.ts";
import type { PageSettings } from "../../web/page.ts";
import { sealed } from "../../web/post.ts";
import { Recipients } from "../../web/recipients.ts";

/** A conversation as it was last seen. */
export interface Target {
  id: string;
  state: Uint8Array;
  next: number;
}

export class Messages {
  recipients: Recipients;

  #settings;
  #pending = new Pending();

  constructor(settings: PageSettings) {
    this.#settings = settings;
    this.recipients = new Recipients(settings);
  }

  /** Goes on in another language. */
  speak(language: string) {
    this.#settings = { ...this.#settings, language };
  }

  /**
   * @param target where it goes by now
   * @param takePlace see `deliver`
   * @param onStall see `post`
   * @throws {NotSent}
   */
  async deliver(
    url: string,
    text: string,
    receipt: Receipt,
    target: () => Target,
    takePlace: (sent: Parcel) => Promise<boolean>,
    onStall: () => void,
  ) {
    await deliver(url, {
      seal: (again) => this.#pending.parcel(text, again, () => this.#seal(text, receipt, target())),
      recipients: this.recipients,
      takePlace,
      options: { onStall },
    });
    this.#pending.arrived();
  }

  async #seal(text: string, { locator, talk }: Receipt, { id, state, next }: Target) {
    const { texts, n } = this.recipients.check();
    const setting = { id, talk, recipients: texts, day: this.recipients.today, language: this.#settings.language };
    const message = await sealed(new Thread(setting, state, next).message(text));
    return { frame: frame([locator, uint32(n), uint32(next)], [message]), hash: message.hash };
  }
}
