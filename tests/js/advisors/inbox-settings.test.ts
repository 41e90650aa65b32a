// What the inbox computes with never goes beyond what is built in, whoever signed it.
import assert from "node:assert/strict";
import test from "node:test";
import { withinBounds, type InboxSettings } from "../../../static/js/advisors/logic/inbox-settings.ts";

const BOUNDS: [object, object][] = [
  [
    { lock_minutes: 15, retention_months: 6 },
    { lock_minutes: 15, retention_months: 6 },
  ],
  [
    { lock_minutes: 999, retention_months: 1200 },
    { lock_minutes: 30, retention_months: 60 },
  ],
  [
    { lock_minutes: 0, retention_months: -3 },
    { lock_minutes: 1, retention_months: 1 },
  ],
  [
    { lock_minutes: "x", retention_months: null },
    { lock_minutes: 1, retention_months: 1 },
  ],
  [
    { lock_minutes: Infinity, retention_months: 1e9 },
    { lock_minutes: 30, retention_months: 60 },
  ],
  [
    { lock_minutes: 7.9, retention_months: "12" },
    { lock_minutes: 7, retention_months: 12 },
  ],
  [{}, { lock_minutes: 1, retention_months: 1 }],
];
for (const [told, expected] of BOUNDS) {
  test(`${JSON.stringify(told)} is taken as ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(withinBounds(told as InboxSettings), expected);
  });
}
