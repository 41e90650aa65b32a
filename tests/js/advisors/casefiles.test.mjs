// Writing over what stands there: from a card only, sealed to others, put back; and the tally, which is written in the same way.
import assert from "node:assert/strict";
import test from "node:test";

globalThis.window = { location: { origin: "https://bekymret.example" }, addEventListener: () => {} };
const posts = [];
globalThis.XMLHttpRequest = class extends EventTarget {
  upload = new EventTarget();
  status = 201;
  responseText = "{}";
  open(method, url) {
    this.url = url;
  }
  setRequestHeader() {}
  getResponseHeader() {
    return null;
  }
  send(body) {
    posts.push({ url: this.url, body });
    queueMicrotask(() => this.dispatchEvent(new Event("load")));
  }
};

const { Casefiles } = await import("../../../static/js/advisors/casefiles.js");
const { TaskFailed } = await import("../../../static/js/advisors/keyring.js");
const { Tallying } = await import("../../../static/js/advisors/tallying.js");
const { openVersion } = await import("../../../static/js/advisors/opening.js");
const { NEW } = await import("../../../static/js/advisors/logic/casefile.js");
const { lineId } = await import("../../../static/js/advisors/logic/tally.js");
const { payloadHash, seal, unseal } = await import("../../../static/js/crypto/age.js");
const { toBase64, toBase64Url, toHex } = await import("../../../static/js/crypto/bytes.js");
const { NoMatch } = await import("../../../static/js/crypto/errors.js");
const { TALLY, buildCasefile, casefileChain } = await import("../../../static/js/crypto/casefile.js");
const { generateIdentity, recipientOf, voiceSeed } = await import("../../../static/js/crypto/keys.js");
const { sign, verifyingKey } = await import("../../../static/js/crypto/signing.js");

const id = "cd".repeat(16);
const writer = "ab".repeat(16);
const advisor = await generateIdentity();
const texts = [await recipientOf(advisor)];
const seed = voiceSeed(advisor);
const signer = async (message) => sign(seed, message);
const voices = new Map([[writer, verifyingKey(seed)]]);
const site = globalThis.window.location.origin;

/** Case files of an advisor, of whom the server has one version: sealed to `recipients`, and to be found in no `heads`. */
async function filesWith(file, content, { recipients = texts, heads = [] } = {}) {
  const before = toHex(casefileChain(file, [])[0]);
  const fields = { site, n: 1, writer, case: file, version: 1, before, content };
  const stored = await seal(await buildCasefile(fields, signer), recipients);
  const versions = [{ version: 1, n: 1, hash: toBase64(payloadHash(stored)), envelope: toBase64(stored) }];
  const open = async (envelope) => openVersion(await unseal(envelope, advisor), voices);
  const casefile = (envelope) =>
    open(envelope).catch((error) => {
      throw new TaskFailed(error instanceof NoMatch ? "no_match" : "failed");
    });
  const api = { headers: {}, get: async () => ({ versions }) };
  const session = { api, keyring: { sign: signer, casefile }, advisor: { id: writer }, during: (work) => work };
  const check = () => ({ texts, n: 1 });
  const trust = { voices, sites: [site], voiceOf: () => seed, check, askedBy: () => ({ check, adopt: () => {} }) };
  const files = new Casefiles(session, trust, { headsOf: () => heads });
  return { files, versions, chain: casefileChain(file, [payloadHash(stored)]) };
}

/** The newest version that was posted. */
async function written() {
  const sent = posts.at(-1).body;
  const start = sent.findIndex(
    (_, at) => new TextDecoder().decode(sent.slice(at, at + 21)) === "age-encryption.org/v1",
  );
  return openVersion(await unseal(sent.slice(start), advisor), voices);
}

test("notes and copies that a card leaves out are in the next version, too", async () => {
  const entry = (number) => ({
    id: `e${number}`,
    by: writer,
    day: "2026-11-22",
    at: "10:00",
    kind: "note",
    result: "",
  });
  const log = [1, 2].map((number) => ({ ...entry(number), text: `Ord ${number}` }));
  const removal = { day: "2026-12-01", places: [0], kept: [{ seq: 0, type: "report" }] };
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
  for (const [file, content] of [
    [id, NEW],
    [TALLY, { amount: 1, lines: [] }],
  ]) {
    const { files, versions } = await filesWith(file, content, others);
    await files.open(file, versions);
    assert.equal(files.get(file).flag, "closed");
    const count = posts.length;
    await assert.rejects(files.save(file, content, { ...content, level: "red", next: "2030-01-02", amount: 2 }), {
      reason: "unread",
    });
    assert.equal(posts.length, count);
  }
});

const report = (number) => ({
  type: "report",
  body: { talk: toBase64Url(new Uint8Array(32).fill(number)), form: "neighbour", answers: {} },
});
const closed = (number) => {
  const document = report(number);
  return { state: "open", document, file: CLOSED, flag: "", tally: lineId(document) };
};
const CLOSED = { ...NEW, closed: "2026-11-24", outcome: "helped" };
const words = { questions: { neighbour: [] }, organisations: {}, say: (key) => key };

test("a case that is closed gets a line in the tally, and loses it when it is open again", async () => {
  const { files, versions } = await filesWith(TALLY, { amount: 7, lines: [] });
  await files.open(TALLY, versions);
  const tallying = new Tallying(files, words);
  await tallying.follow([closed(1), closed(2), { ...closed(3), flag: "back" }, { ...closed(4), state: "damaged" }]);
  const { content } = await written();
  assert.deepEqual(content, { amount: 7, lines: content.lines });
  assert.equal(content.lines.length, 2); // and none of what somebody may have put back
  const count = posts.length;
  await tallying.follow([closed(1), closed(2)]);
  assert.equal(posts.length, count); // nothing new, nothing written
  await tallying.follow([{ ...closed(1), file: NEW }]);
  assert.equal((await written()).content.lines.length, 1);
});

test("over a tally that something is wrong with nothing is written but what an advisor says", async () => {
  const lost = casefileChain(TALLY, [new Uint8Array(32)]).at(-1);
  const { files, versions } = await filesWith(TALLY, { amount: 7, lines: [] }, { heads: [lost] });
  await files.open(TALLY, versions);
  const tallying = new Tallying(files, words);
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
