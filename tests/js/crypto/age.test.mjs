import assert from "node:assert/strict";
import test from "node:test";
import { seal, sealWithPassphrase, unseal, unsealWithPassphrase } from "../../../static/js/crypto/age.js";
import { buildDocument } from "../../../static/js/crypto/document.js";
import { EnvelopeError, NoMatch, RecipientError } from "../../../static/js/crypto/errors.js";
import { generateIdentity, looksLikeIdentity, recipientOf } from "../../../static/js/crypto/keys.js";
import { openAt } from "../../../static/js/crypto/place.js";

const text = new TextEncoder().encode("Gardinerne er altid for 🌧");
const advisor = await generateIdentity();
const other = await generateIdentity();
const recipients = [await recipientOf(advisor), await recipientOf(other)];
const place = { case: "a".repeat(32), seq: 0 };

function report(changes = {}) {
  const fields = { type: "report", ...place, from: "reporter", day: "2026-11-22", language: "da", body: {} };
  return buildDocument({ ...fields, ...changes });
}

test("each advisor alone opens what was sealed; a stranger does not", async () => {
  const envelope = await seal(text, recipients, 2);
  assert.deepEqual(await unseal(envelope, advisor), text);
  assert.deepEqual(await unseal(envelope, other), text);
  await assert.rejects(unseal(envelope, await generateIdentity()), NoMatch);
});

test("sealing to nobody, to too many, to one twice, or to another kind of key is refused", async () => {
  const third = await recipientOf(await generateIdentity());
  for (const wrong of [[], [...recipients, third], [recipients[0], recipients[0]], ["age1xyz"]]) {
    await assert.rejects(seal(text, wrong, 2), RecipientError);
  }
});

test("a damaged envelope is not mistaken for one of somebody else's", async () => {
  const envelope = await seal(text, recipients, 2);
  envelope[envelope.length - 1] ^= 1;
  await assert.rejects(unseal(envelope, advisor), EnvelopeError);
  await assert.rejects(unseal(envelope.slice(0, 100), advisor), EnvelopeError);
});

test("a passphrase opens its own file only, and a huge one is refused before it costs anything", async () => {
  const slot = await sealWithPassphrase(text, "kalo brismu");
  assert.deepEqual(await unsealWithPassphrase(slot, "kalo brismu"), text);
  await assert.rejects(unsealWithPassphrase(slot, "kalo brisme"), NoMatch);
  await assert.rejects(unsealWithPassphrase(slot, "x".repeat(10_000_000)), RecipientError);
});

test("an envelope is open only at the place that is written inside it", async () => {
  const at = async (document, where) => (await openAt(await seal(document, recipients, 2), where, advisor)).state;
  assert.equal(await at(report(), place), "open");
  assert.equal(await at(report(), { ...place, case: "b".repeat(32) }), "misplaced");
  assert.equal(await at(report({ seq: 1 }), place), "misplaced");
  assert.equal(await at(report({ from: "advisor" }), place), "misplaced");
  assert.equal(await at(text, place), "damaged");
  assert.equal((await openAt(null, place, advisor)).state, "missing");
  const stranger = await generateIdentity();
  assert.equal((await openAt(await seal(report(), recipients, 2), place, stranger)).state, "closed");
});

test("an identity is recognised by its form", () => {
  assert.ok(looksLikeIdentity(advisor));
  assert.ok(!looksLikeIdentity("kalo brismu"));
  assert.ok(!looksLikeIdentity(recipients[0]));
});

test("a header of more than 64 KiB is refused, however sound", async () => {
  const many = await Promise.all(Array.from({ length: 44 }, async () => recipientOf(await generateIdentity())));
  const sealed = async (count) => seal(text, [recipients[0], ...many.slice(0, count)], 50);
  assert.deepEqual(await unseal(await sealed(20), advisor), text);
  await assert.rejects(async () => unseal(await sealed(44), advisor), EnvelopeError);
});
