// Every public age test vector about hybrid stanzas, headers, HMACs and payloads, by the package's identity and by the
// browser's own ML-KEM. Those about passphrases cost less work than we ask for; the server's side has them.
import * as vectors from "cctv-age";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { inflateSync } from "node:zlib";
import { unseal, type Key } from "../../../static/js/crypto/age.ts";
import { EnvelopeError, NoMatch } from "../../../static/js/crypto/errors.ts";
import { generateIdentity, recipientBytes, recipientOf } from "../../../static/js/crypto/keys.ts";
import { NativeIdentity, importNative } from "../../../static/js/crypto/native.ts";

const CONCERNS = /^(empty|version|header|hmac|stanza|stream|hybrid)(_|$)/;
const MIXED = ["hybrid_and_x25519", "hybrid_grease"]; // sound, and none of ours: beside hybrid stanzas stands another kind
const ours = Object.entries(vectors).filter(([name]) => CONCERNS.test(name));

function read(raw: Uint8Array) {
  const bytes = Buffer.from(raw);
  const end = bytes.indexOf("\n\n");
  const pairs = bytes
    .subarray(0, end)
    .toString()
    .split("\n")
    .map((line) => line.split(": "));
  const fields: Record<string, string> = Object.fromEntries(pairs);
  const body = bytes.subarray(end + 2);
  const envelope = new Uint8Array(fields.compressed === "zlib" ? inflateSync(body) : body);
  const identities = pairs.filter(([key]) => key === "identity").map(([, value]) => value);
  return { expect: fields.expect, payload: fields.payload, envelope, identities };
}

/** Opens with the first that it is for. */
async function open(envelope: Uint8Array, keys: Key[]): Promise<Uint8Array> {
  for (const [at, key] of keys.entries()) {
    try {
      return await unseal(envelope, key);
    } catch (error) {
      if (!(error instanceof NoMatch) || at === keys.length - 1) throw error;
    }
  }
  throw new NoMatch();
}

async function nativeOf(identity: string): Promise<Key> {
  if (!identity.startsWith("AGE-SECRET-KEY-PQ-")) return identity;
  return new NativeIdentity(await imported(identity));
}

async function imported(identity: string) {
  const keys = await importNative(identity, recipientBytes(await recipientOf(identity)));
  assert.ok(keys, "this Node has no ML-KEM of its own");
  return keys;
}

const nobody = await generateIdentity();
const WAYS: Record<string, (identity: string) => Promise<Key>> = {
  "the package": async (identity) => identity,
  "the browser's own ML-KEM": nativeOf,
};
for (const [how, keyOf] of Object.entries(WAYS)) {
  test(`${how} opens what the vectors say that it opens, and nothing else`, async () => {
    let opened = 0;
    for (const [name, raw] of ours) {
      const { expect, payload, envelope, identities } = read(raw);
      const keys = await Promise.all((identities.length ? identities : [nobody]).map(keyOf));
      if (expect === "success" && !MIXED.includes(name)) {
        const found = createHash("sha256")
          .update(await open(envelope, keys))
          .digest("hex");
        assert.equal(found, payload, name);
        opened += 1;
      } else {
        const kind = expect === "no match" ? NoMatch : EnvelopeError;
        await assert.rejects(async () => open(envelope, keys), kind, name);
      }
    }
    assert.ok(opened >= 10 && ours.length >= 60, `${opened} of ${ours.length}`);
  });
}

test("keys that were imported can't be read out again", async () => {
  const { kem, scalar } = await imported(nobody);
  const ways: [string, CryptoKey][] = [
    ["raw-seed", kem],
    ["pkcs8", kem],
    ["jwk", kem],
    ["pkcs8", scalar],
    ["jwk", scalar],
  ];
  for (const [format, key] of ways) {
    await assert.rejects(async () => crypto.subtle.exportKey(format as "pkcs8", key), { name: "InvalidAccessError" });
  }
});
