// A report on its way: sealed here, sent, and sent again as the same case if the answer was lost.
import { fromHex } from "../../crypto/bytes.ts";
import { recipientBytes, recipientDigest, recipientOf } from "../../crypto/keys.ts";
import { generateCode, openCode } from "../../crypto/receipt.ts";
import { caseId } from "../../crypto/talk.ts";
import { Thread } from "../../crypto/thread.ts";
import type { Answers } from "../../crypto/written/answers.ts";
import { deliver } from "../../web/deliver.ts";
import { frame, uint32 } from "../../web/frame.ts";
import type { PageSettings } from "../../web/page.ts";
import { sealed, type Watched } from "../../web/post.ts";
import { Recipients } from "../../web/recipients.ts";

const FROM_THE_PAGE = Uint8Array.of(0);
const FROM_AN_OUTBOX = Uint8Array.of(1);

/** What is reported; `trap` is what stands in the field that people don't see. */
export interface ReportContent {
  answers: Answers;
  photos: Uint8Array[];
  trap: string;
}

/** One report and its receipt code, from which its case follows. */
export class ReportParcel {
  recipients: Recipients;

  code = "";
  #settings;
  /** what the last attempt sealed; its answer may have been lost */
  #sent: ReportContent | null = null;

  constructor(settings: PageSettings) {
    this.#settings = settings;
    this.recipients = new Recipients(settings);
    this.code = generateCode();
  }

  /** Goes on in another language. */
  speak(language: string) {
    this.#settings = { ...this.#settings, language };
  }

  /**
   * Seals and sends.
   * @returns the server's answer: a sentence
   * @throws {NotSent}
   */
  async deliver(url: string, content: ReportContent, watched: Watched): Promise<{ read_on?: string }> {
    this.#settle(content);
    const seal = () => this.#seal(content, FROM_THE_PAGE);
    return deliver(url, { seal, recipients: this.recipients, options: watched });
  }

  /**
   * Seals for later: what is kept is finished, and neither it nor its code can be read from it.
   * @throws {NotSent}
   */
  async keep(content: ReportContent): Promise<{ id: string; n: number; day: string; frame: Uint8Array }> {
    this.#settle(content);
    const { n } = this.recipients.check();
    const { frame, id } = await this.#seal(content, FROM_AN_OUTBOX);
    return { id, n, day: this.recipients.today, frame };
  }

  // Something else than before is not the same case again: the server would keep the first version.
  #settle(content: ReportContent) {
    if (this.#sent && !isSame(this.#sent, content)) this.code = generateCode();
    this.#sent = content;
  }

  async #seal({ answers, photos, trap }: ReportContent, origin: Uint8Array) {
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

function isSame(one: ReportContent, other: ReportContent) {
  const haveTheSamePhotos =
    one.photos.length === other.photos.length && one.photos.every((photo, index) => photo === other.photos[index]);
  return haveTheSamePhotos && JSON.stringify([one.answers, one.trap]) === JSON.stringify([other.answers, other.trap]);
}
