import assert from "node:assert/strict";
import test from "node:test";
import { arrival, isReadable, lastOpened } from "../../../static/js/advisors/logic/conversation.ts";
import { documentOf, openedOf } from "../tools/samples.ts";

const open = (seq: number) => openedOf(documentOf({}, { seq }));

test("read is what could be opened, and nothing behind it", () => {
  assert.equal(lastOpened([open(0), { ...open(1), state: "changed" }, { seq: 2, by: "reporter", state: "closed" }]), 1);
  assert.equal(lastOpened([{ seq: 0, by: "reporter", state: "missing" }]), null);
  assert.ok(!isReadable({ seq: 0, by: "reporter", state: "changed" }));
});

test("a report comes in on the day that it was written on, or up to fourteen days later", () => {
  assert.equal(arrival("2026-11-22", "2026-11-22"), "same");
  assert.equal(arrival("2026-11-22", "2026-11-23"), "later");
  assert.equal(arrival("2026-11-22", "2026-12-06"), "later");
  assert.equal(arrival("2026-11-22", "2026-12-07"), "wrong");
  assert.equal(arrival("2026-11-22", "2026-11-21"), "wrong");
  assert.equal(arrival("2026-11-22", "2019-01-01"), "wrong");
});
