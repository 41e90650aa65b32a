// Cards and the key that they are under: the same bytes as on the server, and nobody else's.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fromBase64, fromHex, toBase64, toHex } from "../../../static/js/crypto/bytes.ts";
import { DocumentError, EnvelopeError } from "../../../static/js/crypto/errors.ts";
import { importTeamKey, openCard, sealCard, sidesOf, type CardBinding } from "../../../static/js/crypto/list-card.ts";
import { sign } from "../../../static/js/crypto/signing.ts";
import { buildTeamKey, openTeamKey } from "../../../static/js/crypto/team-key.ts";

const vector = JSON.parse(readFileSync(new URL("../../vectors/cards.json", import.meta.url), "utf8"));
const plaintext = fromBase64(vector.plaintext);
const voiceOf = (writer: string) => (writer === vector.writer ? fromHex(vector.voice) : null);
const key = await importTeamKey(fromHex(vector.key));
const bound: CardBinding = {
  ...{ part: "card", site: vector.site, n: vector.n, case: vector.case },
  ...{ state: fromHex(vector.state), head: fromHex(vector.head), sides: fromHex(vector.sides) },
};

test("the key says what it says on the server, and is written to the same bytes", async () => {
  const found = openTeamKey(plaintext, voiceOf);
  assert.deepEqual([found.site, found.n, toHex(found.key)], [vector.site, vector.n, vector.key]);
  const signer = async (message: Uint8Array) =>
    sign(
      Uint8Array.from({ length: 32 }, (_, at) => at),
      message,
    );
  assert.equal(toBase64(await buildTeamKey(found, found.key, signer)), vector.plaintext);
});

test("a key in which a byte was changed, or that is nobody's of now, is refused", () => {
  assert.throws(() => openTeamKey(plaintext, () => null), DocumentError);
  assert.throws(() => openTeamKey(plaintext, () => new Uint8Array(32)), DocumentError);
  const end = plaintext.findLastIndex((byte) => byte !== 0);
  for (let place = 0; place <= end; place += 3) {
    const changed = plaintext.slice();
    changed[place] ^= 1;
    assert.throws(() => openTeamKey(changed, voiceOf), DocumentError);
  }
  for (const wrong of [new Uint8Array(), plaintext.subarray(0, 4096)]) {
    assert.throws(() => openTeamKey(wrong, voiceOf), DocumentError);
  }
});

test("sides and tags of the places are those of the server", () => {
  const places = vector.places.map(([by, tag]: [string, string | null]) => ({ by, tag: tag && fromHex(tag) }));
  assert.equal(toHex(sidesOf(places)), vector.sides);
});

test("cards made on the server open here", async () => {
  for (const part of ["card", "text"] as const) {
    assert.deepEqual(await openCard(fromBase64(vector[part].sealed), { ...bound, part }, key), vector[part].content);
  }
});

test("a card opens for the state that it was made for and no other, and not twice alike", async () => {
  const card = await sealCard({ level: "red" }, bound, key);
  assert.deepEqual(await openCard(card, bound, key), { level: "red" });
  assert.equal((card.length - 28) % 1024, 0);
  assert.notDeepEqual(await sealCard({ level: "red" }, bound, key), card);
  const other = new Uint8Array(32).fill(9);
  const changes: Partial<CardBinding>[] = [
    { part: "text" },
    { site: "x" },
    { n: 8 },
    { case: "0".repeat(32) },
    { state: other },
    { head: other },
    { sides: bound.sides.map((byte, at) => (at === 33 ? 0 : byte)) },
  ];
  for (const change of changes) {
    await assert.rejects(openCard(card, { ...bound, ...change }, key), EnvelopeError);
  }
  for (const wrong of [card.subarray(1), card.subarray(0, 100), new Uint8Array()]) {
    await assert.rejects(openCard(wrong, bound, key), EnvelopeError);
  }
});

test("the key can't be read out again", async () => {
  await assert.rejects(crypto.subtle.exportKey("raw", key), { name: "InvalidAccessError" });
});
