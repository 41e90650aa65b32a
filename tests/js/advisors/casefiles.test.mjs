// A case file that is known from a card only: what is written over it is the whole file.
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
const { openVersion } = await import("../../../static/js/advisors/opening.js");
const { NEW } = await import("../../../static/js/advisors/logic/casefile.js");
const { payloadHash, seal, unseal } = await import("../../../static/js/crypto/age.js");
const { toBase64, toHex } = await import("../../../static/js/crypto/bytes.js");
const { buildCasefile, casefileChain } = await import("../../../static/js/crypto/casefile.js");
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
  const before = toHex(casefileChain(id, [])[0]);
  const fields = { site, n: 1, writer, case: id, version: 1, before, content: whole };
  const stored = await seal(await buildCasefile(fields, signer), texts);
  const versions = [{ version: 1, n: 1, hash: toBase64(payloadHash(stored)), envelope: toBase64(stored) }];
  const keyring = { sign: signer, casefile: async (envelope) => openVersion(await unseal(envelope, advisor), voices) };
  const api = { headers: {}, get: async () => ({ versions }) };
  const session = { api, keyring, advisor: { id: writer }, during: (work) => work };
  const trust = { voices, sites: [site], voiceOf: () => seed, check: () => ({ texts, n: 1 }), adopt: () => {} };
  const files = new Casefiles(session, trust, { headsOf: () => [] });
  const short = { ...whole, log: [], removal: null };
  files.adopt(id, short, { versions, chain: casefileChain(id, [payloadHash(stored)]) });
  await files.save(id, short, { ...short, level: "red" });
  const sent = posts.at(-1).body;
  const start = sent.findIndex(
    (_, at) => new TextDecoder().decode(sent.slice(at, at + 21)) === "age-encryption.org/v1",
  );
  const written = openVersion(await unseal(sent.slice(start), advisor), voices);
  assert.equal(written.version, 2);
  assert.deepEqual(written.content, { ...whole, level: "red" });
});
