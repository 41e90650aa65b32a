import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { dayOf, implausible, looksLikeCpr } from "../../../../static/js/crypto/written/answers.ts";

const vectors = JSON.parse(readFileSync(new URL("../../../vectors/answers.json", import.meta.url), "utf8"));

for (const [kind, answer, problem] of vectors.plausible) {
  test(`${kind} ${JSON.stringify(answer)} ${problem ? "is questioned" : "passes"}, as on the server`, () => {
    assert.equal(implausible(kind, answer), problem);
  });
}

for (const [typed, day] of vectors.days) {
  test(`${JSON.stringify(typed)} is the day ${day || "of nobody"}, as on the server`, () =>
    assert.equal(dayOf(typed), day));
}

for (const [text, seen] of vectors.cpr) {
  test(`"${text}" ${seen ? "looks" : "does not look"} like a CPR number, as on the server`, () => {
    assert.equal(looksLikeCpr(text), seen);
  });
}
