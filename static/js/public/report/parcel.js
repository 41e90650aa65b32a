// A report on its way: sealed here, sent, and sent again as the same case if the answer was lost.
import { fromHex } from "../../crypto/bytes.js";
import { recipientBytes, recipientDigest, recipientOf } from "../../crypto/keys.js";
import { generateCode, openCode } from "../../crypto/receipt.js";
import { caseId } from "../../crypto/talk.js";
import { Thread } from "../../crypto/thread.js";
import { deliver } from "../../web/deliver.js";
import { frame, uint32 } from "../../web/frame.js";
import { NotSent, sealed, withinTime } from "../../web/post.js";
import { Recipients } from "../../web/recipients.js";
import { rewritePhoto } from "./photo.js";

const REWRITING_LIMIT_MS = 60_000;
const NOT_FROM_AN_OUTBOX = Uint8Array.of(0);

/** What the page knows of the report. @typedef {import("../../web/recipients.js").Page & { language: string, form: string, organisation: string }} Settings */
/** How far it is: photo number `photo` of `of` is sealed, or the fraction `sent` has left. @typedef {{ photo: number, of: number } | { sent: number }} Progress */
/** @typedef {Record<string, string | string[]>} Answers */

/** One report and its receipt code, from which its case follows. */
export class Parcel {
  code = "";
  /** @type {string | null} what the last attempt sealed; its answer may have been lost */
  #sent = null;

  /** @param {Settings} settings */
  constructor(settings) {
    this.settings = settings;
    this.recipients = new Recipients(settings);
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
    if (this.#sent !== null && this.#sent !== content) this.code = generateCode();
    this.#sent = content;
    const photos = await this.#rewrite(files, onProgress);
    return deliver(url, {
      seal: () => this.#seal(answers, photos, onProgress),
      recipients: this.recipients,
      options: { onProgress: (sent) => onProgress({ sent }) },
    });
  }

  /** @param {Answers} answers @param {Uint8Array[]} photos @param {(step: Progress) => void} onProgress */
  async #seal(answers, photos, onProgress) {
    const { form, organisation, language } = this.settings;
    const { texts, n } = this.recipients.check();
    const { locator, identity, talk } = openCode(this.code);
    const replyTo = await sealed(recipientOf(identity));
    const id = caseId(talk, recipientDigest(replyTo));
    const thread = new Thread({ id, talk, recipients: texts, day: this.recipients.today, language });
    const body = { origin: "reporter", form, organisation, answers };
    const report = await sealed(thread.report(body, replyTo, photos.length));
    const envelopes = [report];
    for (const [index, photo] of photos.entries()) {
      onProgress({ photo: index + 1, of: photos.length });
      envelopes.push(await sealed(thread.file(photo, "image/jpeg")));
    }
    onProgress({ sent: 0 });
    const fields = [fromHex(id), locator, recipientBytes(replyTo), uint32(n), NOT_FROM_AN_OUTBOX];
    return { frame: frame(fields, envelopes), hash: report.hash };
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
}
