// A new header for a reply: only for what was opened and found to be that reply.
import assert from "node:assert/strict";
import test from "node:test";
import { payloadHash, seal, unseal } from "../../../static/js/crypto/age.ts";
import { concat, toHex } from "../../../static/js/crypto/bytes.ts";
import { DocumentError, EnvelopeError } from "../../../static/js/crypto/errors.ts";
import { generateIdentity, recipientDigest, recipientOf } from "../../../static/js/crypto/keys.ts";
import { generateCode, openCode } from "../../../static/js/crypto/receipt.ts";
import { headerOf, newReplyHeader, type ReplyPlace } from "../../../static/js/crypto/reseal.ts";
import { caseId, transcript } from "../../../static/js/crypto/talk.ts";
import { Thread } from "../../../static/js/crypto/thread.ts";

const [advisor, newcomer] = [await generateIdentity(), await generateIdentity()];
const recipients = [await recipientOf(advisor)];
const everybody = [...recipients, await recipientOf(newcomer)];
const always = () => true;

async function conversation() {
  const receipt = openCode(generateCode());
  const reporter = await recipientOf(receipt.identity);
  const id = caseId(receipt.talk, recipientDigest(reporter));
  const setting = { id, talk: receipt.talk, recipients, day: "2026-11-22", language: "da" };
  const report = await new Thread(setting).report({ answers: {} }, reporter, 0);
  const thread = new Thread(setting, transcript(id, [report.hash]), 1);
  const reply = await thread.reply({ text: "Hvornår?", question: true }, reporter);
  const place = { case: id, seq: 1, talk: receipt.talk, replyTo: toHex(recipientDigest(reporter)) };
  return { receipt, reporter, report, reply, place };
}

const [own, other] = [await conversation(), await conversation()];
const again = (envelope: Uint8Array, changes: Partial<ReplyPlace> = {}, reporter = own.reporter, isForUs = always) =>
  newReplyHeader(envelope, advisor, everybody, reporter, { ...own.place, ...changes }, isForUs);

test("a reply opens for its reporter and the advisors of now, and nothing of it has changed", async () => {
  const { envelope } = own.reply;
  const made = concat(await again(envelope), envelope.subarray(headerOf(envelope).length));
  assert.deepEqual(payloadHash(made), payloadHash(envelope));
  for (const identity of [advisor, newcomer, own.receipt.identity]) {
    assert.deepEqual(await unseal(made, identity), await unseal(envelope, advisor));
  }
});

const bent = own.reply.envelope.slice();
bent[bent.length - 1] ^= 1;
const grafted = concat(headerOf(own.report.envelope), own.reply.envelope.subarray(headerOf(own.reply.envelope).length));
const WRONG: Record<string, Parameters<typeof again>> = {
  "the case's own report": [own.report.envelope],
  "another case's report": [other.report.envelope],
  "another case's reply": [other.reply.envelope],
  "a reply of another place": [own.reply.envelope, { seq: 2 }],
  "another conversation's key": [own.reply.envelope, { talk: other.place.talk }],
  "a receipt that the report does not name": [own.reply.envelope, {}, other.reporter],
  "a reply to people who were on no list": [own.reply.envelope, {}, own.reporter, () => false],
  "a reply that was damaged": [bent],
  "a header over another payload": [grafted],
  "no document at all": [await seal(new Uint8Array(32), recipients)],
};
for (const [name, asked] of Object.entries(WRONG)) {
  test(`${name} is wrapped for nobody`, async () => {
    await assert.rejects(again(...asked), (error) => error instanceof DocumentError || error instanceof EnvelopeError);
  });
}
