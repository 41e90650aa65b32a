// A report on its way: sealed here, sent, and sent again as the same case if the answer was lost.
import { seal } from "../../crypto/age.js";
import { fromHex, randomBytes, toHex } from "../../crypto/bytes.js";
import { buildDocument } from "../../crypto/document.js";
import { buildFile } from "../../crypto/file.js";
import { recipientBytes, recipientOf, recipientsDigest } from "../../crypto/keys.js";
import { generateCode, openCode } from "../../crypto/receipt.js";
import { localDay } from "../../web/days.js";
import { deliver } from "../../web/deliver.js";
import { frame } from "../../web/frame.js";
import { NotSent, sealed, withinTime } from "../../web/post.js";
import { rewritePhoto } from "./photo.js";

const REWRITING_LIMIT_MS = 60_000;

/** What the page knows of the report. @typedef {import("../../web/deliver.js").Told & { language: string, form: string, organisation: string }} Settings */
/** How far it is: photo number `photo` of `of` is sealed, or the fraction `sent` has left. @typedef {{ photo: number, of: number } | { sent: number }} Progress */
/** @typedef {Record<string, string | string[]>} Answers */

/** One report's case id and receipt code. */
export class Parcel {
  case = "";
  code = "";
  /** @type {string | null} what the last attempt sealed; its answer may have been lost */
  #sent = null;

  /** @param {Settings} settings */
  constructor(settings) {
    this.settings = settings;
    this.#renew();
  }

  #renew() {
    this.case = toHex(randomBytes(16));
    this.code = generateCode();
  }

  /**
   * Seals these answers and photo files and sends them.
   * @param {string} url
   * @param {Answers} answers
   * @param {File[]} files
   * @param {(step: Progress) => void} onProgress
   * @returns {Promise<{ read_on: string }>} the server's answer
   * @throws {NotSent}
   */
  async deliver(url, answers, files, onProgress) {
    // Something else than before is not the same case again: the server would keep the first version.
    const content = JSON.stringify([answers, files.map((file) => [file.size, file.lastModified])]);
    if (this.#sent !== null && this.#sent !== content) this.#renew();
    this.#sent = content;
    const photos = await this.#rewrite(files, onProgress);
    return deliver(url, {
      seal: () => this.#seal(answers, photos, onProgress),
      told: this.settings,
      options: { onProgress: (sent) => onProgress({ sent }) },
    });
  }

  /** @param {Answers} answers @param {Uint8Array[]} photos @param {(step: Progress) => void} onProgress */
  async #seal(answers, photos, onProgress) {
    const { recipients } = this.settings;
    const envelopes = [await sealed(this.#sealReport(answers))];
    for (const [index, photo] of photos.entries()) {
      onProgress({ photo: index + 1, of: photos.length });
      envelopes.push(await sealed(this.#sealPhoto(photo, index + 1)));
    }
    onProgress({ sent: 0 });
    const { locator, identity } = openCode(this.code);
    const replyTo = recipientBytes(await sealed(recipientOf(identity)));
    return frame([fromHex(this.case), locator, replyTo, fromHex(recipientsDigest(recipients))], envelopes);
  }

  /** @param {Answers} answers */
  async #sealReport(answers) {
    const { form, organisation, recipients, max_recipients } = this.settings;
    const report = { ...this.#place(0), type: "report", body: { form, organisation, answers } };
    return seal(buildDocument(report), recipients, max_recipients);
  }

  /** @param {Uint8Array} photo @param {number} seq */
  async #sealPhoto(photo, seq) {
    const { recipients, max_recipients } = this.settings;
    return seal(buildFile({ ...this.#place(seq), body: { mime: "image/jpeg" } }, photo), recipients, max_recipients);
  }

  /** @param {File[]} files @param {(step: Progress) => void} onProgress */
  async #rewrite(files, onProgress) {
    const photos = [];
    for (const file of files) {
      onProgress({ photo: photos.length + 1, of: files.length });
      try {
        photos.push(await withinTime(rewritePhoto(file), REWRITING_LIMIT_MS));
      } catch {
        throw new NotSent("photo");
      }
    }
    return photos;
  }

  /** @param {number} seq */
  #place(seq) {
    return { case: this.case, seq, from: "reporter", day: localDay(), language: this.settings.language };
  }
}
