// Texts are brought to one form as on the server: both are held to tests/vectors/texts.json.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { amountOf, asCode, folded, phoneNumbers, tidy, tidyLine } from "../../../../static/js/crypto/written/text.ts";

const rules = { tidy, tidy_line: tidyLine, folded, as_code: asCode, phone_numbers: phoneNumbers, amount_of: amountOf };
const vectors: Record<string, [string, unknown][]> = JSON.parse(
  readFileSync(new URL("../../../vectors/texts.json", import.meta.url), "utf8"),
);

for (const [rule, reads] of Object.entries(rules)) {
  for (const [typed, read] of vectors[rule]) {
    test(`${rule} reads ${JSON.stringify(typed)} as on the server`, () => assert.deepEqual(reads(typed), read));
  }
}
