import assert from "node:assert/strict";
import test from "node:test";
import { compareWith, reachesTo, vouchedFor } from "../../../static/js/advisors/logic/ledger-news.ts";
import type { LedgerRow, OpenedLedger } from "../../../static/js/crypto/ledger.ts";

const DAY = "2026-11-24";
const state = (number: number) => new Uint8Array(32).fill(number);
const row = (places: number, number: number, purge = ""): LedgerRow => ({
  places,
  state: state(number),
  head: state(0),
  purge,
});
const ledger = (cases: Record<string, LedgerRow>, more: Partial<OpenedLedger> = {}): OpenedLedger => ({
  ...{ site: "", n: 1, writer: "", number: 1, before: "", day: DAY, colleagues: [], hash: "" },
  cases: new Map(Object.entries(cases)),
  ...more,
});
const before = [state(1), state(2), state(3)];
const now = new Map([["a", before]]);

test("what is as it was, or has gone on, is no news", () => {
  for (const seen of [row(2, 3), row(1, 2), row(0, 1)]) {
    assert.deepEqual(compareWith([ledger({ a: seen })], now, DAY), { back: [], changed: [], gone: [] });
  }
});

test("a case that went back, one in which something was replaced, and one that is gone are told apart", () => {
  assert.deepEqual(compareWith([ledger({ a: row(3, 9) })], now, DAY).back, ["a"]);
  assert.deepEqual(compareWith([ledger({ a: row(2, 9) })], now, DAY).changed, ["a"]);
  assert.deepEqual(compareWith([ledger({ b: row(1, 1) })], now, DAY).gone, ["b"]);
});

test("a missing case is silent only if its ledgered day of purging has come", () => {
  assert.deepEqual(compareWith([ledger({ b: row(1, 1, "2026-11-24") })], now, DAY).gone, []);
  assert.deepEqual(compareWith([ledger({ b: row(1, 1, "2026-11-25") })], now, DAY).gone, ["b"]);
});

test("what a colleague's ledger told before one's own was written is settled, and what she wrote since is not", () => {
  const hers = ledger({ a: row(3, 9), b: row(1, 1) }, { writer: "her", number: 4, hash: "44" });
  const mine = (seen: OpenedLedger["colleagues"][number]) =>
    ledger({ a: row(2, 3) }, { writer: "me", number: 7, hash: "77", colleagues: [seen] });
  const seen = { advisor: "her", number: 4, hash: "44" };
  const news = (own: OpenedLedger) => compareWith([own, hers], now, DAY, own);
  assert.deepEqual(news(mine(seen)), { back: [], changed: [], gone: [] });
  for (const other of [{ advisor: "him" }, { number: 3 }, { hash: "45" }]) {
    assert.deepEqual(news(mine({ ...seen, ...other })), { back: ["a"], changed: [], gone: ["b"] });
  }
  assert.deepEqual(compareWith([hers], now, DAY).gone, ["b"]);
});

test("somebody vouches for as much as still stands as it was", () => {
  const ledgers = [ledger({ a: row(1, 2) }), ledger({ a: row(2, 9) })];
  assert.equal(vouchedFor(ledgers, "a", before), 1);
  assert.equal(vouchedFor(ledgers, "b", before), 0);
});

test("a ledger does not go over a reply that only a former advisor may have written", () => {
  const places = [{ by: "reporter" }, { by: "advisor" }, { by: "reporter" }];
  assert.equal(reachesTo(places, 0, new Set(), false), 3);
  assert.equal(reachesTo(places, 0, new Set(), true), 1);
  assert.equal(reachesTo(places, 2, new Set(), true), 3);
  assert.equal(reachesTo(places, 0, new Set([1]), true), 3);
});
