import assert from "node:assert/strict";
import test from "node:test";
import { seal, sealWithPassphrase, unseal, unsealWithPassphrase } from "../../../static/js/crypto/age.ts";
import { EnvelopeError, NoMatch, RecipientError } from "../../../static/js/crypto/errors.ts";
import { generateIdentity, looksLikeIdentity, recipientOf } from "../../../static/js/crypto/keys.ts";

const text = new TextEncoder().encode("Gardinerne er altid for 🌧");
const advisor = await generateIdentity();
const other = await generateIdentity();
const recipients = [await recipientOf(advisor), await recipientOf(other)];

test("each advisor alone opens what was sealed; a stranger does not", async () => {
  const envelope = await seal(text, recipients);
  assert.deepEqual(await unseal(envelope, advisor), text);
  assert.deepEqual(await unseal(envelope, other), text);
  await assert.rejects(unseal(envelope, await generateIdentity()), NoMatch);
});

test("sealing to nobody, to one twice, or to another kind of key is refused", async () => {
  for (const wrong of [[], [recipients[0], recipients[0]], ["age1xyz"]]) {
    await assert.rejects(seal(text, wrong), RecipientError);
  }
});

test("a damaged envelope is not mistaken for one of somebody else's", async () => {
  const envelope = await seal(text, recipients);
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

test("a slot that asks for another amount of work is refused before it costs any", async () => {
  const slot = new TextDecoder("latin1").decode(await sealWithPassphrase(text, "kalo brismu"));
  for (const factor of ["1", "16", "19", "20", "017"]) {
    const dear = Uint8Array.from(slot.replace(" 17\n", ` ${factor}\n`), (letter) => letter.charCodeAt(0));
    await assert.rejects(unsealWithPassphrase(dear, "kalo brismu"), EnvelopeError);
  }
});

test("beside our stanzas stands no other, and a header holds one at least", async () => {
  const sealed = new TextDecoder("latin1").decode(await seal(text, recipients));
  const bytes = (changed: string) => Uint8Array.from(changed, (letter: string) => letter.charCodeAt(0));
  for (const other of ["-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc\n\n", "-> grease\n\n"]) {
    await assert.rejects(unseal(bytes(sealed.replace("\n---", `\n${other}---`)), advisor), EnvelopeError);
  }
  const [version] = sealed.split("\n");
  const none = `${version}\n${sealed.slice(sealed.indexOf("--- "))}`;
  await assert.rejects(unseal(bytes(none), advisor), EnvelopeError);
});

test("an identity is recognised by its form", () => {
  assert.ok(looksLikeIdentity(advisor));
  assert.ok(!looksLikeIdentity("kalo brismu"));
  assert.ok(!looksLikeIdentity(recipients[0]));
});

test("a header of more than 64 KiB is refused, however sound", async () => {
  const many = await Promise.all(Array.from({ length: 44 }, async () => recipientOf(await generateIdentity())));
  const sealed = async (count: number) => seal(text, [recipients[0], ...many.slice(0, count)]);
  assert.deepEqual(await unseal(await sealed(20), advisor), text);
  await assert.rejects(async () => unseal(await sealed(44), advisor), EnvelopeError);
});
