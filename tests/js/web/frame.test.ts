// What the browser frames is, to the byte, what reporting/envelopes/frames.py reads.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fromHex, toHex } from "../../../static/js/crypto/bytes.ts";
import { frame, uint32 } from "../../../static/js/web/frame.ts";

const VECTORS: Record<string, { envelopes: [string, string | null][]; fields: string[]; frame: string }> = JSON.parse(
  readFileSync(new URL("../../vectors/frames.json", import.meta.url), "utf-8"),
);

for (const [name, vector] of Object.entries(VECTORS)) {
  test(`a ${name} is framed as it is read`, () => {
    const sent = vector.envelopes.map(([envelope, tag]) => ({
      envelope: fromHex(envelope),
      tag: tag ? fromHex(tag) : undefined,
    }));
    assert.equal(toHex(frame(vector.fields.map(fromHex), sent)), vector.frame);
  });
}

test("a number takes four bytes, the highest first", () => {
  assert.equal(toHex(uint32(258)), "00000102");
});
