// Writing over what stands there: from a card only, sealed to others, put back; and the tally, which is written in the same way.
import assert from "node:assert/strict";
import test from "node:test";
import type { Ledgers } from "../../../static/js/advisors/cases/ledger.ts";
import type { ListedCase } from "../../../static/js/advisors/logic/case.ts";
import type { CaseState } from "../../../static/js/advisors/logic/casefile.ts";
import type { Tally } from "../../../static/js/advisors/logic/tally.ts";
import type { Session } from "../../../static/js/advisors/session/session.ts";
import type { Trust } from "../../../static/js/advisors/session/trust.ts";
import { documentOf, entryOf, openedOf, wordsOf } from "../tools/samples.ts";
import { standIn, type Posted } from "../tools/stand-ins.ts";

const site = "https://bekymret.example";
const posts: Posted[] = [];
standIn(site, (posted) => {
  posts.push(posted);
  return { status: 201, text: "{}" };
});

const { Casefiles } = await import("../../../static/js/advisors/cases/casefiles.ts");
const { TaskFailed } = await import("../../../static/js/advisors/keys/keyring.ts");
const { TallyKeeper } = await import("../../../static/js/advisors/cases/tally.ts");
const { openVersion } = await import("../../../static/js/advisors/keys/opening.ts");
const { NEW } = await import("../../../static/js/advisors/logic/casefile.ts");
const { asTally, lineId } = await import("../../../static/js/advisors/logic/tally.ts");
const { deliver } = await import("../../../static/js/web/deliver.ts");
const { payloadHash, seal, unseal } = await import("../../../static/js/crypto/age.ts");
const { toBase64, toBase64Url, toHex } = await import("../../../static/js/crypto/bytes.ts");
const { NoMatch } = await import("../../../static/js/crypto/errors.ts");
const { TALLY, buildCasefile, casefileChain } = await import("../../../static/js/crypto/casefile.ts");
const { generateIdentity, recipientOf, voiceSeed } = await import("../../../static/js/crypto/keys.ts");
const { sign, verifyingKey } = await import("../../../static/js/crypto/signing.ts");

const id = "cd".repeat(16);
const writer = "ab".repeat(16);
const advisor = await generateIdentity();
const texts = [await recipientOf(advisor)];
const seed = voiceSeed(advisor);
const signer = async (message: Uint8Array) => sign(seed, message);
const voices = new Map([[writer, verifyingKey(seed)]]);

/**
 * Case files of an advisor, of whom the server has one version: sealed to `recipients`, and to be found in no `heads`.
 */
async function filesWith(
  file: string,
  content: unknown,
  { recipients = texts, heads = [] }: { recipients?: string[]; heads?: Uint8Array[] } = {},
) {
  const before = toHex(casefileChain(file, [])[0]);
  const fields = { site, n: 1, writer, case: file, version: 1, before, content };
  const stored = await seal(await buildCasefile(fields, signer), recipients);
  const versions = [{ version: 1, n: 1, hash: toBase64(payloadHash(stored)), envelope: toBase64(stored) }];
  const open = async (envelope: Uint8Array) => openVersion(await unseal(envelope, advisor), voices);
  const casefile = (envelope: Uint8Array) =>
    open(envelope).catch((error) => {
      throw new TaskFailed(error instanceof NoMatch ? "no_match" : "failed");
    });
  const api = { get: async () => ({ versions }), deliver };
  const session = {
    api,
    keyring: { sign: signer, casefile },
    advisor: { id: writer },
    during: async <T>(work: Promise<T>) => work,
  };
  const check = () => ({ texts, n: 1 });
  const trust = { voices, sites: [site], voiceOf: () => seed, check, askedBy: () => ({ check, adopt: () => {} }) };
  const books = { headsOf: () => heads };
  const files = new Casefiles(session as unknown as Session, trust as unknown as Trust, books as unknown as Ledgers);
  return { files, versions, chain: casefileChain(file, [payloadHash(stored)]) };
}

/** The newest version that was posted. */
async function written() {
  const sent = posts[posts.length - 1].body;
  const start = sent.findIndex(
    (_, at) => new TextDecoder().decode(sent.slice(at, at + 21)) === "age-encryption.org/v1",
  );
  return openVersion(await unseal(sent.slice(start), advisor), voices);
}

test("notes and copies that a card leaves out are in the next version, too", async () => {
  const log = [1, 2].map((number) => entryOf(`e${number}`, `Ord ${number}`));
  const removal = { day: "2026-12-01", places: [0], kept: [documentOf({})] };
  const whole = { ...NEW, level: "grey", closed: "2026-11-22", outcome: "helped", log, removal };
  const { files, versions, chain } = await filesWith(id, whole);
  const short = { ...whole, log: [], removal: null };
  files.adopt(id, short, { versions, chain });
  await files.save(id, short, { ...short, level: "red" });
  const { version, content } = await written();
  assert.equal(version, 2);
  assert.deepEqual(content, { ...whole, level: "red" });
});

test("what is sealed to others is not written over: a colleague is about to seal it anew", async () => {
  const others = { recipients: [await recipientOf(await generateIdentity())] };
  const both: [string, CaseState | Tally][] = [
    [id, NEW],
    [TALLY, { amount: 1, lines: [] }],
  ];
  for (const [file, content] of both) {
    const { files, versions } = await filesWith(file, content, others);
    await files.open(file, versions);
    assert.equal(files.get(file)?.flag, "closed");
    const count = posts.length;
    await assert.rejects(files.save(file, content, { ...content, level: "red", next: "2030-01-02", amount: 2 }), {
      reason: "unread",
    });
    assert.equal(posts.length, count);
  }
});

const report = (number: number) =>
  documentOf({ talk: toBase64Url(new Uint8Array(32).fill(number)), form: "neighbour", answers: {} });
const closed = (number: number, more: object = {}) => {
  const document = report(number);
  return { ...openedOf(document), file: CLOSED, flag: "", tally: lineId(document), ...more } as ListedCase;
};
const CLOSED = { ...NEW, closed: "2026-11-24", outcome: "helped" };
const words = wordsOf({ neighbour: [] });

test("a case that is closed gets a line in the tally, and loses it when it is open again", async () => {
  const { files, versions } = await filesWith(TALLY, { amount: 7, lines: [] });
  await files.open(TALLY, versions);
  const tallying = new TallyKeeper(files, words);
  await tallying.follow([closed(1), closed(2), closed(3, { flag: "back" }), closed(4, { state: "damaged" })]);
  const content = asTally((await written()).content);
  assert.equal(content.amount, 7);
  assert.equal(content.lines.length, 2); // and none of what somebody may have put back
  const count = posts.length;
  await tallying.follow([closed(1), closed(2)]);
  assert.equal(posts.length, count); // nothing new, nothing written
  await tallying.follow([closed(1, { file: NEW })]);
  assert.equal(asTally((await written()).content).lines.length, 1);
});

test("over a tally that something is wrong with nothing is written but what an advisor says", async () => {
  const [, lost] = casefileChain(TALLY, [new Uint8Array(32)]);
  const { files, versions } = await filesWith(TALLY, { amount: 7, lines: [] }, { heads: [lost] });
  await files.open(TALLY, versions);
  const tallying = new TallyKeeper(files, words);
  assert.equal(tallying.flag, "back");
  const count = posts.length;
  await tallying.follow([closed(1)]);
  assert.equal(posts.length, count);
  assert.equal(tallying.with([closed(1)]).lines.length, 1); // what is shown is right all the same
  assert.ok(tallying.canBeRenewed);
  await tallying.renew();
  assert.equal(posts.length, count + 1);
  assert.equal(tallying.flag, "");
});
