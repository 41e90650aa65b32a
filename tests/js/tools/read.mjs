// What the browser's side reads of texts, codes, numbers, answers and tables: one verdict for each, in order.
import { readFileSync } from "node:fs";
import { parseCode } from "../../../static/js/crypto/receipt.js";
import { dayOf, implausible, looksLikeCpr } from "../../../static/js/crypto/written/answers.js";
import { amountOf, asCode, folded, phoneNumbers, tidy, tidyLine } from "../../../static/js/crypto/written/text.js";
import { readTable } from "./table.mjs";

const readers = {
  text: (text) => [tidy(text), tidyLine(text), folded(text), looksLikeCpr(text)],
  code: (text) => {
    try {
      return [asCode(text), parseCode(text)];
    } catch (error) {
      return [asCode(text), error.length, error.group];
    }
  },
  number: (text) => [
    phoneNumbers(text),
    amountOf(text),
    ...["phone", "email", "reach", "date"].map((kind) => implausible(kind, tidyLine(text))),
  ],
  day: (parts) => dayOf(parts),
  table: ([raw, columns, encoding]) => readTable(Buffer.from(raw, "base64"), columns, encoding),
};

const items = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(items.map(([kind, input]) => readers[kind](input))));
