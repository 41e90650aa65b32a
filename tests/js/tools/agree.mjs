// What the browser's side makes of documents, lists and headers: one verdict for each, in order.
import { readFileSync } from "node:fs";
import { unseal } from "../../../static/js/crypto/age.js";
import { importTeamKey, openCard } from "../../../static/js/crypto/card.js";
import { openCasefile } from "../../../static/js/crypto/casefile.js";
import { answerChallenge } from "../../../static/js/crypto/challenge.js";
import { recipientOf } from "../../../static/js/crypto/keys.js";
import { openLedger } from "../../../static/js/crypto/ledger.js";
import { unwrapIdentity } from "../../../static/js/crypto/slot.js";
import { fromBase64, fromHex, toHex } from "../../../static/js/crypto/bytes.js";
import { checkDocument } from "../../../static/js/crypto/document.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { openList, readList } from "../../../static/js/crypto/recipients-list.js";

const { talk, key, identity, items } = JSON.parse(readFileSync(0, "utf8"));

const BOUND = {
  ...{ part: "card", site: "https://bekymret.example", n: 2, case: "ab".repeat(16) },
  ...{ state: new Uint8Array(32), head: new Uint8Array(32), sides: new Uint8Array() },
};

const judges = {
  document: (raw) => JSON.stringify(checkDocument(raw, fromHex(talk))),
  report: (raw) => JSON.stringify(checkDocument(raw, null)),
  list: (raw) => JSON.stringify(readList(text(raw))),
  signed: (raw) => {
    const [list, signature] = text(raw).split("\0");
    return JSON.stringify(openList(list, signature, fromHex(key)));
  },
  casefile: (raw) => JSON.stringify(openCasefile(raw, fromHex(key))),
  ledger: (raw) => JSON.stringify(ledgerOf(openLedger(raw, fromHex(key)))),
  card: async (raw) => JSON.stringify(await openCard(raw, BOUND, await importTeamKey(fromHex(talk)))),
  challenge: async (raw) => toHex(await answerChallenge(raw, identity)),
  slot: async (raw) => {
    const found = await unwrapIdentity(raw, "x");
    await recipientOf(found.identity);
    return JSON.stringify([found.identity, toHex(found.portalKey)]);
  },
  envelope: async (raw) => toHex(sha256(await unseal(raw, identity))),
};

function ledgerOf({ site, n, writer, number, before, day, colleagues, cases }) {
  const rows = [...cases].map(([id, row]) => [id, [row.places, toHex(row.state), toHex(row.head), row.purge]]);
  const seen = colleagues.map((each) => [each.advisor, each.number, each.hash]);
  return [site, n, writer, number, before, day, seen, Object.fromEntries(rows)];
}

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
