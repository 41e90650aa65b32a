// Addresses as people write them: which are one home, and which must never be taken for one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { homeOf, isSameHome as isSame, readHome } from "../../../static/js/advisors/logic/addresses.js";

const isSameHome = (one, other) => isSame(homeOf(one), homeOf(other));
const { same, different } = JSON.parse(readFileSync(new URL("../../vectors/addresses.json", import.meta.url), "utf8"));

test("more than eighty written forms are brought to their homes", () => {
  const forms = Object.entries(same).flatMap(([home, others]) => others.map((other) => [home, other]));
  assert.ok(forms.length + Object.keys(same).length >= 80);
  for (const [home, other] of forms) assert.ok(isSameHome(home, other), `${home} and ${other}`);
});

test("no two homes of the table are taken for one", () => {
  const homes = Object.keys(same);
  for (const one of homes) {
    for (const other of homes) assert.equal(isSameHome(one, other), one === other, `${one} and ${other}`);
  }
  for (const [one, other] of different) assert.ok(!isSameHome(one, other), `${one} and ${other}`);
});

test("a home has its parts", () => {
  const home = readHome("Gl. Eksempelvej 12 B, 2. sal til højre, 8000 Aarhus C");
  assert.deepEqual(home, {
    ...{ street: "gammel eksempelvej", number: "12b", floor: "2", door: "th", postcode: "8000" },
  });
  assert.equal(readHome("ved søen"), null);
  assert.equal(readHome("12"), null);
});
