// What the browser's side makes of documents, lists and headers: one verdict for each, in order.
import { readFileSync } from "node:fs";
import { unseal } from "../../../static/js/crypto/age.js";
import { fromBase64, fromHex, toHex } from "../../../static/js/crypto/bytes.js";
import { checkDocument } from "../../../static/js/crypto/document.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { openList, readList } from "../../../static/js/crypto/recipients-list.js";

const { talk, key, identity, items } = JSON.parse(readFileSync(0, "utf8"));

const judges = {
  document: (raw) => JSON.stringify(checkDocument(raw, fromHex(talk))),
  report: (raw) => JSON.stringify(checkDocument(raw, null)),
  list: (raw) => JSON.stringify(readList(text(raw))),
  signed: (raw) => {
    const [list, signature] = text(raw).split("\0");
    return JSON.stringify(openList(list, signature, fromHex(key)));
  },
  envelope: async (raw) => toHex(sha256(await unseal(raw, identity))),
};

function text(raw) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
}

const verdicts = [];
for (const { kind, raw } of items) {
  try {
    verdicts.push(await judges[kind](fromBase64(raw)));
  } catch {
    verdicts.push(null);
  }
}
process.stdout.write(JSON.stringify(verdicts));
