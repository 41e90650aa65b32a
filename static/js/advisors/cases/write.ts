// What advisors write to a reporter: a reply, sealed to the receipt and all advisors and stored behind what was seen; or a
// whole case that they heard, sealed like a report under a receipt that is the caller's, or nobody's.
import { fromBase64, fromHex, toBase64Url, toHex } from "../../crypto/bytes.ts";
import { group } from "../../crypto/crockford.ts";
import { recipientBytes, recipientDigest, recipientOf } from "../../crypto/keys.ts";
import { originMessage } from "../../crypto/origin.ts";
import { generateCode, openCode } from "../../crypto/receipt.ts";
import { caseId } from "../../crypto/talk.ts";
import { Thread } from "../../crypto/thread.ts";
import type { Answers } from "../../crypto/written/answers.ts";
import { Pending } from "../../web/deliver.ts";
import { frame, uint32 } from "../../web/frame.ts";
import { portal } from "../../web/page.ts";
import { NotSent, sealed } from "../../web/post.ts";
import type { CaseConversation, ServerCase } from "../logic/case.ts";
import type { Session } from "../session/session.ts";
import { NEW_CASE, type Trust } from "../session/trust.ts";
import { talkIn } from "./reading.ts";

export class Replies {
  #session;
  #trust;
  #pending = new Pending();

  constructor(session: Session, trust: Trust) {
    this.#session = session;
    this.#trust = trust;
  }

  /**
   * @returns the place at which it stands
   * @throws {NotSent | SessionOver} `news`: something came in between, and was not sealed over
   */
  async send(
    id: string,
    body: { text: string; question: boolean },
    { items, transcripts, replyTo }: CaseConversation,
    language: string,
  ): Promise<number> {
    const talk = talkIn(items);
    const seq = transcripts.length - 1;
    if (!replyTo || !talk) throw new NotSent("seal");
    const make = async () => {
      const { texts, n } = this.#trust.check(id);
      const setting = { id, talk, recipients: texts, day: this.#trust.today, language };
      const reply = await sealed(new Thread(setting, transcripts[seq], seq).reply(body, replyTo));
      return { frame: frame([uint32(n), uint32(seq)], [{ envelope: reply.envelope }]), hash: reply.hash };
    };
    await this.#session.api.deliver(`/inbox/cases/${id}/replies`, {
      seal: (again) => this.#pending.parcel(JSON.stringify([id, seq, body]), again, make),
      recipients: this.#trust.askedBy(id),
      takePlace: async ({ hash }) => {
        if (await this.#isThere(id, hash)) return true;
        throw new NotSent("news", 409);
      },
    });
    this.#pending.arrived();
    return seq;
  }

  async #isThere(id: string, hash: Uint8Array) {
    const row: ServerCase = await this.#session.api.get(`/inbox/cases/${id}`);
    return row.places.some((place) => toHex(fromBase64(place.hash)) === toHex(hash));
  }
}

const FROM_THE_PAGE = Uint8Array.of(0);

/** What was heard. `way`: how it came, `isAnswerable`: the caller gets the code. */
export interface Heard {
  form: string;
  organisation: string;
  answers: Answers;
  way: string;
  isAnswerable: boolean;
}

/**
 * @returns the code in groups of four, for the caller; empty if nobody is to get it
 * @throws {NotSent | SessionOver}
 */
export async function writeDown(
  session: Session,
  trust: Trust,
  { form, organisation, answers, way, isAnswerable }: Heard,
  language: string,
): Promise<{ id: string; code: string }> {
  const code = generateCode();
  const { locator, identity, talk } = openCode(code);
  const replyTo = await sealed(recipientOf(identity));
  const id = caseId(talk, recipientDigest(replyTo));
  const body = {
    origin: session.advisor.id,
    form,
    organisation,
    answers,
    way,
    ...(isAnswerable ? {} : { answerable: false }),
  };
  const seal = async () => {
    const { texts, n } = trust.check(NEW_CASE);
    const thread = new Thread({ id, talk, recipients: texts, day: trust.today, language });
    const keys = { talk: toBase64Url(talk), reply_to: toHex(recipientDigest(replyTo)), files: 0 };
    const said = originMessage(portal.origin, session.advisor.id, id, { ...body, ...keys });
    const voice = toBase64Url(await session.keyring.sign(said));
    const report = await sealed(thread.report({ ...body, voice }, replyTo, 0));
    return {
      frame: frame([fromHex(id), locator, recipientBytes(replyTo), uint32(n), FROM_THE_PAGE], [report]),
      hash: report.hash,
    };
  };
  await session.api.deliver("/inbox/cases", { seal, recipients: trust.askedBy(NEW_CASE) });
  return { id, code: isAnswerable ? group(code) : "" };
}
