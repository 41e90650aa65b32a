// The vectors of tables, held to a reader that was written apart from the server's.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { readTable } from "../../tools/table.ts";

const vectors = JSON.parse(readFileSync(new URL("../../../vectors/tables.json", import.meta.url), "utf8"));

for (const { name, raw, columns, encoding, rows, wrong } of vectors) {
  test(`a table is read as on the server: ${name}`, () => {
    assert.deepEqual(readTable(Buffer.from(raw, "base64"), columns, encoding), rows ? { rows } : { wrong });
  });
}
