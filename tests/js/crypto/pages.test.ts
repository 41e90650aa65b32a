// Whether the portal key has signed what is served: another key, list, path or letter, and it has not.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { toBase64Url, utf8 } from "../../../static/js/crypto/bytes.ts";
import { isSignedPage } from "../../../static/js/crypto/pages.ts";
import { sign, verifyingKey } from "../../../static/js/crypto/signing.ts";

const SEED = new Uint8Array(32).fill(7);
const KEY = verifyingKey(SEED);
const PATH = "/inbox/settings.json";
const TEXT = '{"phone":"00 00 00 00"}\n';
const digest = (text: string) => createHash("sha256").update(text).digest("hex");
const signed = (pages: string, seed = SEED) => ({ pages, signature: toBase64Url(sign(seed, utf8(pages))) });
const PAGES = `bekymret pages v1\nn 3\n${digest("x")} /\n${digest(TEXT)} ${PATH}\n`;

test("what stands among the signed hashes is signed", () => {
  assert.equal(isSignedPage(KEY, 3, signed(PAGES), PATH, TEXT), true);
});

const NOT_SIGNED: Record<string, Parameters<typeof isSignedPage>> = {
  "another key": [verifyingKey(new Uint8Array(32)), 3, signed(PAGES), PATH, TEXT],
  "another list": [KEY, 4, signed(PAGES), PATH, TEXT],
  "another path": [KEY, 3, signed(PAGES), "/inbox/other.json", TEXT],
  "another letter": [KEY, 3, signed(PAGES), PATH, TEXT.replace("0", "1")],
  "another title": [KEY, 3, signed(PAGES.replace("v1", "v2")), PATH, TEXT],
  "by somebody else": [KEY, 3, signed(PAGES, new Uint8Array(32)), PATH, TEXT],
  "a hash put in afterwards": [KEY, 3, { ...signed(PAGES), pages: `${PAGES}${digest("y")} ${PATH}\n` }, PATH, "y"],
  "no signature": [KEY, 3, { pages: PAGES }, PATH, TEXT],
  "no base64": [KEY, 3, { pages: PAGES, signature: "%%%" }, PATH, TEXT],
  "nothing at all": [KEY, 3, {}, PATH, TEXT],
  "a number for a text": [KEY, 3, { pages: 7, signature: 7 }, PATH, TEXT],
};
for (const [what, given] of Object.entries(NOT_SIGNED)) {
  test(`${what} is not`, () => {
    assert.equal(isSignedPage(...given), false);
  });
}
