import assert from "node:assert/strict";
import test from "node:test";
import { implausible } from "../../static/js/components/plausible.js";

const cases = [
  ["phone", "12 34 56 78", ""],
  ["phone", "+45 (12) 34.56-78", ""],
  ["phone", "12", "error.phone"],
  ["phone", "ring bare", "error.phone"],
  ["email", "en@eksempel.dk", ""],
  ["email", "mig@eksempel", "error.email"],
  ["email", "mig hos eksempel", "error.email"],
  ["reach", "en@eksempel.dk", ""],
  ["reach", "12345678", ""],
  ["reach", "hos naboen", "error.reach"],
  ["date", "2099-01-31", ""],
  ["date", "2020-01-31", "error.past"],
  ["date", "31. januar", "error.date"],
  ["text", "hvad som helst", ""],
  ["phone", "", ""],
];

for (const [kind, answer, problem] of cases) {
  test(`${kind} "${answer}" ${problem ? "is questioned" : "passes"}, as on the server`, () => {
    assert.equal(implausible(kind, answer), problem);
  });
}
