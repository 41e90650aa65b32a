// A report on its way: sealed here, sent, and sent again as the same case if the answer was lost.
import { seal } from "../lib/age.js";
import { randomBytes, toBase64Url, toHex } from "../lib/bytes.js";
import { localDay } from "../lib/days.js";
import { NotSent, post, readJson, refusal, sealed } from "../lib/deliver.js";
import { buildDocument } from "../lib/document.js";
import { recipientOf } from "../lib/keys.js";
import { generateCode, openCode } from "../lib/receipt.js";

/** One report's case id and receipt code. */
export class Parcel {
  constructor(settings) {
    this.settings = settings;
    this.case = toHex(randomBytes(16));
    this.code = generateCode();
  }

  /** Seals these answers and sends them; returns the server's answer. Throws NotSent. */
  async deliver(url, answers, onSealed) {
    let response = await this.#attempt(url, answers, onSealed);
    if (response.status === 400) {
      await adoptRecipients(this.settings, response);
      response = await this.#attempt(url, answers, onSealed);
    }
    if (response.status === 201) return readJson(response);
    throw refusal(response);
  }

  async #attempt(url, answers, onSealed) {
    const { fields, envelope } = await sealed(this.#seal(answers));
    onSealed();
    return post(url, fields, { envelope });
  }

  async #seal(answers) {
    const { recipients, maxRecipients, language, form, organisation } = this.settings;
    const { locator, identity } = openCode(this.code);
    const plaintext = buildDocument({
      type: "report",
      case: this.case,
      seq: 0,
      from: "reporter",
      day: localDay(),
      language,
      body: { form, organisation, answers },
    });
    return {
      fields: { case: this.case, locator: toBase64Url(locator), reply_to: await recipientOf(identity) },
      envelope: await seal(plaintext, recipients, maxRecipients),
    };
  }
}

/** An advisor joined or left while the page was open: takes over today's recipients. Throws NotSent if it was not that. */
export async function adoptRecipients(settings, response) {
  const answer = await readJson(response);
  if (answer.error !== "recipients") throw new NotSent("refused");
  Object.assign(settings, { recipients: answer.recipients, maxRecipients: answer.max_recipients });
}
