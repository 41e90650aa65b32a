// A passkey's slot: what the age-encryption package seals with WebAuthn opens here, and the other way round.
import { Decrypter, Encrypter, webauthn } from "age-encryption";
import assert from "node:assert/strict";
import test from "node:test";
import { EnvelopeError, NoMatch } from "../../../static/js/crypto/errors.ts";
import { generateIdentity } from "../../../static/js/crypto/keys.ts";
import { passkeyInputs, sealWithPasskey, unsealWithPasskey } from "../../../static/js/crypto/passkey.ts";
import { unwrapWithPasskey, wrapForPasskey } from "../../../static/js/crypto/slot.ts";

const output = Uint8Array.from({ length: 64 }, (_, at) => at);
const asked: unknown[] = [];

// What a device is asked, and what it answers, for the package.
Object.defineProperty(globalThis, "navigator", {
  value: {
    credentials: {
      async get({ publicKey }: { publicKey: { extensions: { prf: { eval: unknown } } } }) {
        asked.push(publicKey.extensions.prf.eval);
        const results = { first: output.slice(0, 32).buffer, second: output.slice(32).buffer };
        return { getClientExtensionResults: () => ({ prf: { results } }) };
      },
    },
  },
});

test("what the package seals opens with what the device answered, and with nothing else", async () => {
  const encrypter = new Encrypter();
  encrypter.addRecipient(new webauthn.WebAuthnRecipient({ rpId: "bekymret.example" }));
  const slot = await encrypter.encrypt("seks ord");
  assert.equal(new TextDecoder().decode(await unsealWithPasskey(slot, output)), "seks ord");
  await assert.rejects(
    unsealWithPasskey(
      slot,
      output.map((byte) => byte ^ 1),
    ),
    NoMatch,
  );
  await assert.rejects(unsealWithPasskey(slot, output.slice(1)), NoMatch);
  slot[slot.length - 1] ^= 1;
  await assert.rejects(unsealWithPasskey(slot, output), EnvelopeError);
});

test("what is sealed here the package opens, asking the device what we ask it", async () => {
  const slot = await sealWithPasskey(new TextEncoder().encode("seks ord"), output, "bekymret.example");
  const decrypter = new Decrypter();
  decrypter.addIdentity(new webauthn.WebAuthnIdentity({ rpId: "bekymret.example" }));
  assert.equal(await decrypter.decrypt(slot, "text"), "seks ord");
  assert.deepEqual(asked.at(-1), passkeyInputs("bekymret.example"));
  assert.notDeepEqual(passkeyInputs("bekymret.example"), passkeyInputs("anden.example"));
});

test("another kind of stanza, or half an answer, is refused", async () => {
  const inside = new TextEncoder().encode("seks ord");
  const slot = await sealWithPasskey(inside, output, "bekymret.example");
  const other = new TextDecoder("latin1").decode(slot).replace("fido2prf", "fido3prf");
  await assert.rejects(
    unsealWithPasskey(
      Uint8Array.from(other, (letter) => letter.charCodeAt(0)),
      output,
    ),
    { message: "not a sound stanza" },
  );
  await assert.rejects(sealWithPasskey(inside, output.slice(1), "bekymret.example"), EnvelopeError);
});

test("a slot holds the identity and the portal's key, as the passphrase's does", async () => {
  const identity = await generateIdentity();
  const portalKey = new Uint8Array(32).fill(7);
  const slot = await wrapForPasskey(identity, portalKey, output, "bekymret.example");
  assert.deepEqual(await unwrapWithPasskey(slot, output), { identity, portalKey });
  assert.ok(slot.length < 1024);
});
