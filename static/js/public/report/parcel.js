// A report on its way: sealed here, sent, and sent again as the same case if the answer was lost.
import { fromHex } from "../../crypto/bytes.js";
import { recipientBytes, recipientDigest, recipientOf } from "../../crypto/keys.js";
import { generateCode, openCode } from "../../crypto/receipt.js";
import { caseId } from "../../crypto/talk.js";
import { Thread } from "../../crypto/thread.js";
import { deliver } from "../../web/deliver.js";
import { frame, uint32 } from "../../web/frame.js";
import { sealed } from "../../web/post.js";
import { Recipients } from "../../web/recipients.js";

const FROM_THE_PAGE = Uint8Array.of(0);
const FROM_AN_OUTBOX = Uint8Array.of(1);

/** What the page knows of the report. @typedef {import("../../web/recipients.js").Page & { language: string, form: string, organisation: string, pressing_until: string }} Settings */
/** @typedef {Record<string, string | string[]>} Answers */
/** What is reported; `trap` is what stands in the field that people don't see. @typedef {{ answers: Answers, photos: Uint8Array[], trap: string }} Content */

/** One report and its receipt code, from which its case follows. */
export class Parcel {
  code = "";
  #settings;
  /** @type {Content | null} what the last attempt sealed; its answer may have been lost */
  #sent = null;

  /** @param {Settings} settings */
  constructor(settings) {
    this.#settings = settings;
    this.recipients = new Recipients(settings);
    this.code = generateCode();
  }

  /** Goes on in another language. @param {string} language */
  speak(language) {
    this.#settings = { ...this.#settings, language };
  }

  /**
   * Seals and sends.
   * @param {string} url
   * @param {Content} content
   * @param {import("../../web/post.js").Watched} watched
   * @returns {Promise<{ read_on: string }>} the server's answer: a sentence
   * @throws {import("../../web/post.js").NotSent}
   */
  async deliver(url, content, watched) {
    this.#settle(content);
    const seal = () => this.#seal(content, FROM_THE_PAGE);
    return deliver(url, { seal, recipients: this.recipients, options: watched });
  }

  /**
   * Seals for later: what is kept is finished, and neither it nor its code can be read from it.
   * @param {Content} content
   * @returns {Promise<{ id: string, n: number, day: string, frame: Uint8Array }>}
   * @throws {import("../../web/post.js").NotSent}
   */
  async keep(content) {
    this.#settle(content);
    const { n } = this.recipients.check();
    const { frame, id } = await this.#seal(content, FROM_AN_OUTBOX);
    return { id, n, day: this.recipients.today, frame };
  }

  // Something else than before is not the same case again: the server would keep the first version.
  /** @param {Content} content */
  #settle(content) {
    if (this.#sent && !isSame(this.#sent, content)) this.code = generateCode();
    this.#sent = content;
  }

  /** @param {Content} content @param {Uint8Array} origin */
  async #seal({ answers, photos, trap }, origin) {
    const { form, organisation, language } = this.#settings;
    const { texts, n } = this.recipients.check();
    const { locator, identity, talk } = openCode(this.code);
    const replyTo = await sealed(recipientOf(identity));
    const id = caseId(talk, recipientDigest(replyTo));
    const thread = new Thread({ id, talk, recipients: texts, day: this.recipients.today, language });
    const body = { origin: "reporter", form, organisation, answers, ...(trap ? { trap } : {}) };
    const report = await sealed(thread.report(body, replyTo, photos.length));
    const envelopes = [report];
    for (const photo of photos) envelopes.push(await sealed(thread.file(photo, "image/jpeg")));
    const fields = [fromHex(id), locator, recipientBytes(replyTo), uint32(n), origin];
    return { frame: frame(fields, envelopes), hash: report.hash, id };
  }
}

/** @param {Content} one @param {Content} other */
function isSame(one, other) {
  const haveTheSamePhotos =
    one.photos.length === other.photos.length && one.photos.every((photo, index) => photo === other.photos[index]);
  return haveTheSamePhotos && JSON.stringify([one.answers, one.trap]) === JSON.stringify([other.answers, other.trap]);
}
