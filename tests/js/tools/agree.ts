// What the browser's side makes of documents, lists and headers: one verdict for each, in order.
import { sha256 } from "@noble/hashes/sha2.js";
import { readFileSync } from "node:fs";
import { unseal } from "../../../static/js/crypto/age.ts";
import { fromBase64, fromHex, toHex } from "../../../static/js/crypto/bytes.ts";
import { openCasefile } from "../../../static/js/crypto/casefile.ts";
import { answerChallenge } from "../../../static/js/crypto/challenge.ts";
import { checkDocument } from "../../../static/js/crypto/document.ts";
import { recipientOf } from "../../../static/js/crypto/keys.ts";
import { openLedger, type OpenedLedger } from "../../../static/js/crypto/ledger.ts";
import { importTeamKey, openCard, type CardBinding } from "../../../static/js/crypto/list-card.ts";
import { openList, readList } from "../../../static/js/crypto/recipients-list.ts";
import { unwrapIdentity } from "../../../static/js/crypto/slot.ts";

const { talk, key, identity, items }: Asked = JSON.parse(readFileSync(0, "utf8"));

/** Keys in hex, and what is judged, in base64. */
interface Asked {
  talk: string;
  key: string;
  identity: string;
  items: { kind: keyof typeof judges; raw: string }[];
}

const BOUND: CardBinding = {
  ...{ part: "card", site: "https://bekymret.example", n: 2, case: "ab".repeat(16) },
  ...{ state: new Uint8Array(32), head: new Uint8Array(32), sides: new Uint8Array() },
};

const judges = {
  document: (raw: Uint8Array) => JSON.stringify(checkDocument(raw, fromHex(talk))),
  report: (raw: Uint8Array) => JSON.stringify(checkDocument(raw, null)),
  list: (raw: Uint8Array) => JSON.stringify(readList(text(raw))),
  signed: (raw: Uint8Array) => {
    const [list, signature] = text(raw).split("\0");
    return JSON.stringify(openList(list, signature, fromHex(key)));
  },
  casefile: (raw: Uint8Array) => JSON.stringify(openCasefile(raw, fromHex(key))),
  ledger: (raw: Uint8Array) => JSON.stringify(ledgerOf(openLedger(raw, fromHex(key)))),
  card: async (raw: Uint8Array) => JSON.stringify(await openCard(raw, BOUND, await importTeamKey(fromHex(talk)))),
  challenge: async (raw: Uint8Array) => toHex(await answerChallenge(raw, identity)),
  slot: async (raw: Uint8Array) => {
    const found = await unwrapIdentity(raw, "x");
    await recipientOf(found.identity);
    return JSON.stringify([found.identity, toHex(found.portalKey)]);
  },
  envelope: async (raw: Uint8Array) => toHex(sha256(await unseal(raw, identity))),
};

function ledgerOf({ site, n, writer, number, before, day, colleagues, cases }: OpenedLedger) {
  const rows = [...cases].map(([id, row]) => [id, [row.places, toHex(row.state), toHex(row.head), row.purge]]);
  const seen = colleagues.map((each) => [each.advisor, each.number, each.hash]);
  return [site, n, writer, number, before, day, seen, Object.fromEntries(rows)];
}

function text(raw: Uint8Array) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
}

const verdicts: (string | null)[] = [];
for (const { kind, raw } of items) {
  try {
    verdicts.push(await judges[kind](fromBase64(raw)));
  } catch {
    verdicts.push(null);
  }
}
process.stdout.write(JSON.stringify(verdicts));
