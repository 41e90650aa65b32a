import assert from "node:assert/strict";
import test from "node:test";
import { lastOpened, withGaps } from "../../../static/js/advisors/logic/conversation.js";

const open = (seq) => ({ seq, state: "open" });
const missing = (seq) => ({ seq, state: "missing" });

test("a place that is not there, or that somebody has read, was deleted", () => {
  assert.deepEqual(withGaps([open(0), open(2)], -1), [open(0), missing(1), open(2)]);
  assert.deepEqual(withGaps([open(0)], 2), [open(0), missing(1), missing(2)]);
  assert.deepEqual(withGaps([], -1), [missing(0)]);
});

test("read is what could be opened, and nothing behind it", () => {
  assert.equal(lastOpened([open(0), open(1), { seq: 2, state: "closed" }]), 1);
  assert.equal(lastOpened([missing(0)]), null);
});
