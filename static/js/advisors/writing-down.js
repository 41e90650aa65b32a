// A case that an advisor writes down: sealed like a report, under a receipt that is the caller's, or nobody's.
import { fromHex, toBase64Url, toHex } from "../crypto/bytes.js";
import { group } from "../crypto/crockford.js";
import { recipientBytes, recipientDigest, recipientOf } from "../crypto/keys.js";
import { originMessage } from "../crypto/origin.js";
import { generateCode, openCode } from "../crypto/receipt.js";
import { caseId } from "../crypto/talk.js";
import { Thread } from "../crypto/thread.js";
import { deliver } from "../web/deliver.js";
import { frame, uint32 } from "../web/frame.js";
import { sealed } from "../web/post.js";
import { NEW_CASE } from "./trust.js";

const FROM_THE_PAGE = Uint8Array.of(0);

/**
 * What was heard. `way`: how it came, `isAnswerable`: the caller gets the code.
 * @typedef {{ form: string, organisation: string, answers: Record<string, string | string[]>, way: string, isAnswerable: boolean }} Heard
 */

/**
 * @param {import("./session.js").Session} session
 * @param {import("./trust.js").Trust} trust
 * @param {Heard} heard
 * @param {string} language
 * @returns {Promise<{ id: string, code: string }>} the code in groups of four, for the caller; empty if nobody is to get it
 * @throws {import("../web/post.js").NotSent | import("./session.js").SessionOver}
 */
export async function writeDown(session, trust, { form, organisation, answers, way, isAnswerable }, language) {
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
    const said = originMessage(window.location.origin, session.advisor.id, id, { ...body, ...keys });
    const voice = toBase64Url(await session.keyring.sign(said));
    const report = await sealed(thread.report({ ...body, voice }, replyTo, 0));
    return {
      frame: frame([fromHex(id), locator, recipientBytes(replyTo), uint32(n), FROM_THE_PAGE], [report]),
      hash: report.hash,
    };
  };
  const options = { headers: session.api.headers, signal: session.signal };
  await session.during(deliver("/inbox/cases", { seal, recipients: trust.askedBy(NEW_CASE), options }));
  return { id, code: isAnswerable ? group(code) : "" };
}
