// Lines are brought together by uniting them, whoever wrote when; Python's reading has the same vectors.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { asLines, type Line } from "../../../static/js/advisors/logic/line.ts";
import { headsOf, isRegister, takenBack, union, unseen } from "../../../static/js/advisors/logic/lines.ts";

const vectors = JSON.parse(readFileSync(new URL("../../vectors/lines.json", import.meta.url), "utf8"));
const idsOf = (lines: Line[]) => lines.map(({ id }) => id);

for (const vector of vectors) {
  test(`as on the server: ${vector.name}`, () => {
    const lists: Line[][] = vector.lists.map(asLines);
    for (const some of [lists, lists.toReversed(), [...lists, ...lists]]) {
      const found = union(...some);
      assert.deepEqual(idsOf(found), vector.union);
      assert.deepEqual(found, union(...lists));
      const heads = [...headsOf(found.toReversed())].map(([register, lines]) => [register, idsOf(lines)]);
      assert.deepEqual(Object.fromEntries(heads), vector.heads);
      assert.deepEqual([...takenBack(found)].sort(), vector.taken_back);
      assert.deepEqual(unseen(found, vector.places), vector.unseen);
    }
  });
}

test("what is no line is none, and one with odd members has everything in its place", () => {
  const id = "0".repeat(32);
  for (const none of [
    null,
    {},
    "level",
    [null, 1, "x", []],
    [{ id: "x", kind: "note" }],
    [{ id, kind: "" }],
    [{ id: 7 }],
  ]) {
    assert.deepEqual(asLines(none), []);
  }
  const odd = { id, kind: "level", by: 7, day: "i dag", time: null, over: [id, "x", 3], more: [1] };
  const saw = { places: { [id]: 1, x: 2, ["1".repeat(32)]: "3" }, lines: "x" };
  assert.deepEqual(asLines([{ ...odd, saw }]), [
    {
      ...{ id, kind: "level", value: null, by: "", day: "", time: "", over: [id], more: [1] },
      saw: { places: { [id]: 1 }, lines: [] },
    },
  ]);
});

test("what is no register is none", () => {
  for (const kind of ["level\n", "levels", "pairs:a", "note", "xpair:a:b", ""]) assert.equal(isRegister(kind), false);
});
