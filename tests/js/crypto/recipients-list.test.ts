import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { ListError } from "../../../static/js/crypto/errors.ts";
import { recipientsDigest } from "../../../static/js/crypto/keys.ts";
import { holdsOn, openList, readList, voiceDigest } from "../../../static/js/crypto/recipients-list.ts";
import { fromText } from "../../../static/js/crypto/talk.ts";

const vector = JSON.parse(readFileSync(new URL("../../vectors/recipients-v1.json", import.meta.url), "utf8"));
const advisors: { id: string; recipient: string; name: string }[] = vector.advisors;
const refused: Record<string, string> = vector.refused;
const key = fromText(vector.key) ?? new Uint8Array();

test("the vector is read and believed", () => {
  const list = openList(vector.text, vector.signature, key);
  assert.deepEqual([list.n, list.accept, list.first, list.last], [7, 5, "2026-11-23", "2027-12-23"]);
  assert.deepEqual(list.sites, ["https://bekymret.example", "http://exampleonionaddress.onion"]);
  assert.equal(list.to, recipientsDigest(advisors.map(({ recipient }) => recipient)));
  advisors.forEach(({ id, recipient, name }, place) => {
    assert.equal(list.voices[place].advisor, id);
    assert.equal(list.voices[place].digest, voiceDigest(id, recipient, name));
  });
});

for (const [name, text] of Object.entries(refused)) {
  test(`${name}: refused`, () => {
    assert.throws(() => openList(text, vector.signature, key), ListError);
  });
}

test("a list by another key, or with another signature, is refused", () => {
  assert.throws(() => openList(vector.text, vector.signature, new Uint8Array(32)), ListError);
  assert.throws(() => openList(vector.text, `A${vector.signature.slice(1)}`, key), ListError);
  assert.throws(() => openList(vector.text, "", key), ListError);
});

test("a list that contradicts itself is refused", () => {
  for (const [from, to] of [
    ["accept 5", "accept 8"],
    ["until 2027-12-23", "until 2027-12-24"],
    ["until 2027-12-23", "until 2026-11-22"],
    ["from 2026-11-23", "from 2026-11-31"],
    ["n 7", "n 07"],
    [".example\n", ".example/\n"],
    ["voice 00000000000000000000000000000001", "voice 00000000000000000000000000000003"],
  ]) {
    assert.throws(() => readList(vector.text.replace(from, to)), ListError);
  }
});

test("a day more at either end is allowed, and no more", () => {
  const list = readList(vector.text);
  const days = ["2026-11-21", "2026-11-22", "2026-11-23", "2027-12-23", "2027-12-24", "2027-12-25"];
  assert.deepEqual(
    days.map((day) => holdsOn(list, day)),
    [false, true, true, true, true, false],
  );
});
