// What the browser's side reads of texts, codes, numbers, answers and tables: one verdict for each, in order.
import { readFileSync } from "node:fs";
import { ReceiptError } from "../../../static/js/crypto/errors.ts";
import { parseCode } from "../../../static/js/crypto/receipt.ts";
import { dayOf, implausible, looksLikeCpr } from "../../../static/js/crypto/written/answers.ts";
import { amountOf, asCode, folded, phoneNumbers, tidy, tidyLine } from "../../../static/js/crypto/written/text.ts";
import { readTable } from "./table.ts";

const readers = {
  text: (text: string) => [tidy(text), tidyLine(text), folded(text), looksLikeCpr(text)],
  code: (text: string) => {
    try {
      return [asCode(text), parseCode(text)];
    } catch (error) {
      if (!(error instanceof ReceiptError)) throw error;
      return [asCode(text), error.length, error.group];
    }
  },
  number: (text: string) => [
    phoneNumbers(text),
    amountOf(text),
    ...["phone", "email", "reach", "date"].map((kind) => implausible(kind, tidyLine(text))),
  ],
  day: (parts: string[]) => dayOf(parts),
  table: ([raw, columns, encoding]: [string, string[], string]) =>
    readTable(Buffer.from(raw, "base64"), columns, encoding),
};

const items: { [Kind in keyof typeof readers]: [Kind, never] }[keyof typeof readers][] = JSON.parse(
  readFileSync(0, "utf8"),
);
process.stdout.write(JSON.stringify(items.map(([kind, input]) => readers[kind](input))));
