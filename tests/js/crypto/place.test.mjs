import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fromBase64, toBase64 } from "../../../static/js/crypto/bytes.js";
import { openAt } from "../../../static/js/crypto/place.js";

const { identity, envelopes, vectors } = JSON.parse(
  readFileSync(new URL("../../vectors/places.json", import.meta.url), "utf8"),
);

for (const vector of vectors) {
  test(vector.name, async () => {
    const envelope = vector.envelope && fromBase64(envelopes[vector.envelope]);
    if (vector.flip !== null) envelope[vector.flip] ^= 1;
    const opened = await openAt(envelope, vector, identity);
    assert.equal(opened.state, vector.state);
    assert.equal(Boolean(opened.document), vector.state === "open");
    assert.equal(opened.content ? toBase64(opened.content) : null, vector.content);
  });
}
