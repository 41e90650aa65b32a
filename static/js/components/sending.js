// A report on its way: sealed here, sent, and sent again as the same case if the answer was lost.
import { seal } from "../lib/age.js";
import { randomBytes, toBase64Url, toHex } from "../lib/bytes.js";
import { localDay } from "../lib/days.js";
import { NotSent, post, readJson, refusal, sealed, withinTime } from "../lib/deliver.js";
import { buildDocument } from "../lib/document.js";
import { buildFile } from "../lib/file.js";
import { recipientOf, recipientsDigest } from "../lib/keys.js";
import { rewritePhoto } from "../lib/photo.js";
import { generateCode, openCode } from "../lib/receipt.js";

const REWRITING_LIMIT_MS = 60_000;

/** One report's case id and receipt code. */
export class Parcel {
  constructor(settings) {
    this.settings = settings;
    this.#renew();
  }

  #sent = null; // what the last attempt sealed; its answer may have been lost

  #renew() {
    this.case = toHex(randomBytes(16));
    this.code = generateCode();
  }

  /** Seals these answers and photo files and sends them; tells how far it is; returns the server's answer. Throws NotSent. */
  async deliver(url, answers, files, onProgress) {
    // Something else than before is not the same case again: the server would keep the first version.
    const content = JSON.stringify([answers, files.map((file) => [file.size, file.lastModified])]);
    if (this.#sent !== null && this.#sent !== content) this.#renew();
    this.#sent = content;
    const photos = await this.#rewrite(files, onProgress);
    let response = await this.#attempt(url, answers, photos, onProgress);
    if (response.status === 400) {
      adoptRecipients(this.settings, response);
      response = await this.#attempt(url, answers, photos, onProgress);
    }
    if (response.status === 201) return readJson(response);
    throw refusal(response);
  }

  async #attempt(url, answers, photos, onProgress) {
    const { fields, envelope } = await sealed(this.#seal(answers));
    const envelopes = [["envelope", envelope]];
    for (const [index, photo] of photos.entries()) {
      onProgress({ photo: index + 1, of: photos.length });
      envelopes.push(["photo", await sealed(this.#sealPhoto(photo, index + 1))]);
    }
    onProgress({ sent: 0 });
    return post(url, fields, envelopes, {}, (sent) => onProgress({ sent }));
  }

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

  async #sealPhoto(photo, seq) {
    const { recipients, max_recipients } = this.settings;
    return seal(buildFile({ ...this.#place(seq), body: { mime: "image/jpeg" } }, photo), recipients, max_recipients);
  }

  #place(seq) {
    return { case: this.case, seq, from: "reporter", day: localDay(), language: this.settings.language };
  }

  async #seal(answers) {
    const { recipients, max_recipients, form, organisation } = this.settings;
    const { locator, identity } = openCode(this.code);
    const plaintext = buildDocument({
      ...this.#place(0),
      type: "report",
      body: { form, organisation, answers },
    });
    return {
      fields: {
        case: this.case,
        locator: toBase64Url(locator),
        reply_to: await recipientOf(identity),
        sealed_to: recipientsDigest(recipients),
      },
      envelope: await seal(plaintext, recipients, max_recipients),
    };
  }
}

/** An advisor joined or left while the page was open: takes over today's recipients. Throws NotSent if it was not that. */
export function adoptRecipients(settings, response) {
  const answer = readJson(response);
  if (answer.error !== "recipients") throw new NotSent("refused");
  Object.assign(settings, { recipients: answer.recipients, max_recipients: answer.max_recipients });
}
