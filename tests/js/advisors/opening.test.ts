// Opening a case for the list: whatever somebody who was an advisor once has signed, one case stops no other.
import assert from "node:assert/strict";
import test from "node:test";
import { openCase } from "../../../static/js/advisors/keys/opening.ts";
import { asState } from "../../../static/js/advisors/logic/casefile.ts";
import { payloadHash, seal } from "../../../static/js/crypto/age.ts";
import { toHex } from "../../../static/js/crypto/bytes.ts";
import { buildCasefile, casefileChain, type CaseFile } from "../../../static/js/crypto/casefile.ts";
import { transcriptsOf } from "../../../static/js/crypto/conversation.ts";
import { generateIdentity, recipientDigest, recipientOf, voiceSeed } from "../../../static/js/crypto/keys.ts";
import { signerOf } from "../../../static/js/crypto/ledger.ts";
import { sidesOf } from "../../../static/js/crypto/list-card.ts";
import { generateCode, openCode } from "../../../static/js/crypto/receipt.ts";
import { verifyingKey } from "../../../static/js/crypto/signing.ts";
import { caseId } from "../../../static/js/crypto/talk.ts";
import { Thread } from "../../../static/js/crypto/thread.ts";
import type { PackedCase, Sealed } from "../../../static/js/web/rows.ts";

const site = "https://bekymret.example";
const writer = "ab".repeat(16);
const advisor = await generateIdentity();
const recipient = await recipientOf(advisor);
const seed = voiceSeed(advisor);
const known = { lists: [], voices: new Map([[writer, verifyingKey(seed)]]), sites: [site], today: "2026-12-24" };

const receipt = openCode(generateCode());
const replyTo = await recipientOf(receipt.identity);
const id = caseId(receipt.talk, recipientDigest(replyTo));
const thread = new Thread({ id, talk: receipt.talk, recipients: [recipient], day: "2026-11-22", language: "da" });
const report = await thread.report({ form: "neighbour", answers: { where: "Eksempelvej 1" } }, replyTo, 0);

async function caseWith(content: unknown, others: Partial<CaseFile> = {}): Promise<PackedCase & Sealed> {
  const places = [{ seq: 0, by: "reporter", hash: report.hash, tag: report.tag }];
  const base = {
    case: id,
    day: "2026-11-22",
    purge_day: null,
    read: null,
    places,
    sides: sidesOf(places),
    transcripts: transcriptsOf(id, places),
  };
  const before = casefileChain(id, []);
  const fields = { site, n: 1, writer, case: id, version: 1, before: toHex(before[0]), content, ...others };
  const file = await seal(await buildCasefile(fields, signerOf(seed)), [recipient]);
  const chain = casefileChain(id, [payloadHash(file)]);
  return { ...base, versions: [{ version: 1, n: 1 }], chain, envelope: report.envelope, file };
}

test("a case opens with what was noted", async () => {
  const opened = await openCase(await caseWith({ level: "red" }), advisor, known);
  assert.equal(opened.report.state, "open");
  assert.equal(asState(opened.newest?.content).level, "red");
});

test("a case file of another place, of another portal, or that was exchanged, is looked at closely", async () => {
  const sound = await caseWith({ level: "red" });
  for (const fields of [
    { case: "0".repeat(31) + "1" },
    { version: 2 },
    { before: "0".repeat(64) },
    { site: "https://x" },
  ]) {
    assert.equal((await openCase(await caseWith({ level: "red" }, fields), advisor, known)).newest, null);
  }
  const other = await caseWith({ level: "grey" });
  assert.equal((await openCase({ ...sound, file: other.file }, advisor, known)).newest, null);
  assert.equal((await openCase({ ...sound, file: null }, advisor, known)).newest, null);
});

let deep = {};
for (let level = 0; level < 3000; level += 1) deep = { deep };
const CONTENTS: [string, unknown][] = [
  ["copies that are none", { removal: { day: "2026-12-01", places: [0], kept: [null, 7, [], "x"] } }],
  ["a copy that says nothing", { removal: { day: "2026-12-01", places: [0], kept: [{ seq: 0, type: "report" }] } }],
  ["places that are none", { removal: { day: 7, places: "x", kept: 7 } }],
  ["things that stand in each other thousands deep", { removal: { day: "2026-12-01", places: [], kept: [deep] } }],
  ["nothing", null],
];
for (const [what, content] of CONTENTS) {
  test(`a signed case file with ${what} stops no other case, whether its report is there or not`, async () => {
    const whole = await caseWith(content);
    for (const envelope of [whole.envelope, null]) {
      const opened = await openCase({ ...whole, envelope }, advisor, known);
      if (envelope) assert.equal(opened.report.state, "open");
      else assert.ok(["removed", "damaged", "missing"].includes(opened.report.state));
      structuredClone(opened); // it can be handed over
    }
  });
}
