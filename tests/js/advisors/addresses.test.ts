// Addresses as people write them: which are one home, and which must never be taken for one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { homeOf, isSameHome as isSame, readHome } from "../../../static/js/advisors/logic/addresses.ts";

const isSameHome = (one: string, other: string) => isSame(homeOf(one), homeOf(other));
const { same, different }: { same: Record<string, string[]>; different: [string, string][] } = JSON.parse(
  readFileSync(new URL("../../vectors/addresses.json", import.meta.url), "utf8"),
);

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
  const home = readHome("Gl. Eksempelvej 12 B, opgang C, 2. sal til højre, 8000 Aarhus C");
  assert.deepEqual(home, {
    ...{ streets: ["gammeleksempelvej", "gamleeksempelvej"], number: "12b", last: "", floor: "2", door: "th" },
    ...{ within: ["opgang:c"], rest: [], postcode: "8000", town: "" },
  });
  assert.equal(readHome("ved søen"), null);
  assert.equal(readHome("12"), null);
});

// Drawn by a seed, which a failure names.
function numbers(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const STREETS = [
  "Eksempelvej",
  "Gl. Prøvegade",
  "H.C. Prøves Vej",
  "Skabelonparken",
  "10. Februar Vej",
  "Åvej",
  "St. Mønsterstræde",
];
const WITHIN = ["", "", "opgang A", "opgang B", "blok 3", "blok 13", "port 2", "bygning 4", "baghuset", "forhuset"];
const FLOORS = ["", "st.", "kl.", "k2", "1.", "2.", "12."];
const DOORS = ["", "tv", "th", "mf", "3", "13", "1204", "D103", "lejl. 4"];

// Some home, and some of the ways in which people write it.
function draw(next: (below: number) => number) {
  const pick = (list: string[]) => list[next(list.length)];
  const [street, within, floor, door] = [STREETS, WITHIN, FLOORS, DOORS].map(pick);
  const number = `${1 + next(199)}${pick(["", "", "B", "H"])}`;
  const write = () => {
    const between = pick([", ", " ", "\n"]);
    const flat = [floor, door].filter(Boolean).join(pick([" ", ", "]));
    const parts = within && next(2) ? [within, `${street} ${number}`, flat] : [`${street} ${number}`, within, flat];
    const written = parts.filter(Boolean).join(within ? ", " : between);
    return pick([written, written.toUpperCase(), written.replace(/\. /g, "."), `${written}, 8000 Aarhus C`]);
  };
  return { write, said: [street, number, within, floor, door].join("|") };
}

test("no two homes that differ in a digit or a word are called one, however they are written", () => {
  for (let seed = 0; seed < 20_000; seed += 1) {
    const next = numbers(seed);
    const [one, other] = [draw(next), draw(next)];
    const [a, b] = [one.write(), other.write()];
    if (one.said !== other.said) assert.ok(!isSameHome(a, b), `seed ${seed}: ${a} and ${b}`);
    const digits = [...a.matchAll(/[0-9](?![0-9 ]*Aarhus)/gi)];
    const { index } = digits[next(digits.length)];
    const changed = `${a.slice(0, index)}${(Number(a[index]) + 1 + next(8)) % 10}${a.slice(index + 1)}`;
    if (isSameHome(a, changed)) assert.fail(`seed ${seed}: ${a} and ${changed}`);
  }
});

test("a home with a street, a number, a floor and a side is found in whichever way it is written", () => {
  for (let seed = 0; seed < 5_000; seed += 1) {
    const home = draw(numbers(seed));
    if (!/\|(st\.|1\.|2\.|12\.)\|(tv|th|mf)$/.test(home.said)) continue;
    const [a, b] = [home.write(), home.write()];
    assert.ok(isSameHome(a, b), `seed ${seed}: ${a} and ${b}`);
  }
});
