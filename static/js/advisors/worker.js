// Whatever needs the identity happens here, off the page's own thread and out of its memory; the identity ends with this
// worker. The first worker unwraps it and hands to the others what opens envelopes, through channels that the page only
// passes on; what signs stays with the first.
import { seal, unseal } from "../crypto/age.js";
import { randomBytes } from "../crypto/bytes.js";
import { importTeamKey, openCard, sealCard } from "../crypto/card.js";
import { answerChallenge } from "../crypto/challenge.js";
import { readAsAdvisor } from "../crypto/conversation.js";
import { DocumentError, NoMatch } from "../crypto/errors.js";
import { recipientBytes, recipientOf, voiceSeed } from "../crypto/keys.js";
import { buildLedger, ledgerHash, openLedger } from "../crypto/ledger.js";
import { NativeIdentity, importNative } from "../crypto/native.js";
import { newHeader, newReplyHeader } from "../crypto/reseal.js";
import { sign, verifyingKey } from "../crypto/signing.js";
import { readSheet, unwrapIdentity, unwrapWithPasskey, wrapForPasskey } from "../crypto/slot.js";
import { buildTeamKey, openTeamKey } from "../crypto/team-key.js";
import { readRows, readWholeRows } from "../web/rows.js";
import { listedIn, openCase, openVersion } from "./opening.js";

/** @typedef {import("../crypto/card.js").Binding} Binding */
/** @typedef {import("../crypto/recipients-list.js").RecipientsList} RecipientsList */
/** @typedef {Map<number, import("../crypto/document.js").Document | null>} Removed */
/** What opens envelopes, as it is handed on: keys that nobody can read, or the identity where the browser has no such. @typedef {import("../crypto/native.js").NativeKeys | string} Opener */
/** The cards' key, and what it is bound to. @typedef {{ key: CryptoKey, site: string, n: number }} Team */

/** @type {import("../crypto/age.js").Key} */
let identity = "";
/** @type {Uint8Array | null} */
let seed = null;
/** @type {Team | null} */
let team = null;
/** @type {MessagePort[]} */
const colleagues = [];
/** @type {() => void} */
let hasLearned = () => {};
/** What needs the identity waits for it. */
const learned = new Promise((resolve) => {
  hasLearned = () => resolve(undefined);
});
const WITHOUT_IDENTITY = ["unlock", "unlockByPasskey", "wrapForPasskey"];

/** @type {Record<string, (asked: any) => Promise<any>>} */
const TASKS = {
  /** The passphrase, or what stands on the recovery sheet: the identity, with or without the portal's key. */
  unlock: async ({ slot, secret }) => begin(readSheet(secret) ?? (await unwrapIdentity(slot, secret))),

  /** @param {{ slot: Uint8Array, output: Uint8Array }} asked */
  async unlockByPasskey({ slot, output }) {
    try {
      return await begin(await unwrapWithPasskey(slot, output));
    } finally {
      output.fill(0);
    }
  },

  /** Another way in, for whoever knows the first one. @param {{ slot: Uint8Array, secret: string, output: Uint8Array, host: string }} asked */
  async wrapForPasskey({ slot, secret, output, host }) {
    try {
      const found = await unwrapIdentity(slot, secret);
      return await wrapForPasskey(found.identity, found.portalKey, output, host);
    } finally {
      output.fill(0);
    }
  },

  answer: ({ challenge }) => answerChallenge(challenge, identity),

  /** @param {{ id: string, stored: import("../crypto/conversation.js").Stored[], lists: RecipientsList[], removed: Removed }} asked */
  read: ({ id, stored, lists, removed }) => readAsAdvisor(identity, id, stored, listedIn(lists), removed),

  /** @param {{ envelope: Uint8Array, voices: Map<string, Uint8Array> }} asked */
  casefile: async ({ envelope, voices }) => openVersion(await unseal(envelope, identity), voices),

  unseal: ({ envelope }) => unseal(envelope, identity),

  /** @param {{ envelope: Uint8Array, key: Uint8Array }} asked */
  openLedger: async ({ envelope, key }) => openLedger(await unseal(envelope, identity), key),

  /** @param {{ ledger: import("../crypto/ledger.js").Ledger, recipients: string[] }} asked */
  async writeLedger({ ledger, recipients }) {
    const plaintext = await buildLedger(ledger, signHere);
    return { envelope: await seal(plaintext, recipients), hash: ledgerHash(plaintext, ledger) };
  },

  reseal: ({ header, recipients }) => newHeader(header, identity, recipients),

  /** @param {{ envelope: Uint8Array, recipients: string[], reporter: string, place: import("../crypto/reseal.js").ReplyPlace, lists: RecipientsList[] }} asked */
  resealReply: ({ envelope, recipients, reporter, place, lists }) =>
    newReplyHeader(envelope, identity, recipients, reporter, place, listedIn(lists)),

  sign: async ({ message }) => signHere(message),

  /** @param {{ maker: import("../crypto/team-key.js").Maker, recipients: string[] }} asked */
  makeTeamKey: async ({ maker, recipients }) => seal(await buildTeamKey(maker, randomBytes(32), signHere), recipients),

  /** @param {{ envelope: Uint8Array, n: number, voices: Map<string, Uint8Array>, sites: string[] }} asked */
  async useTeamKey({ envelope, n, voices, sites }) {
    const found = openTeamKey(await unseal(envelope, identity), (writer) => voices.get(writer) ?? null);
    if (found.n !== n || !sites.includes(found.site)) throw new DocumentError("not the team key of these advisors");
    team = { key: await importTeamKey(found.key), site: found.site, n };
    found.key.fill(0);
  },

  /** @param {{ packed: Uint8Array }} asked @returns {Promise<import("./keyring.js").OpenedRow[]>} */
  openRows: ({ packed }) =>
    Promise.all(
      readRows(packed).map(async ({ card, cardN, ...row }) => {
        const [state, head] = [row.transcripts, row.chain].map((states) => states[states.length - 1]);
        const isOurs = team !== null && cardN === team.n && card.length > 0;
        const bound = { part: /** @type {const} */ ("card"), case: row.case, state, head, sides: row.sides };
        return { ...inShort(row), card: isOurs ? await openOne(card, bound) : null };
      }),
    ),

  /** @param {{ packed: Uint8Array, known: import("./opening.js").Known }} asked */
  openCases: ({ packed, known }) =>
    Promise.all(readWholeRows(packed).map(async (row) => inShort(await openCase(row, identity, known)))),

  /** @param {{ texts: import("./keyring.js").Bound<Uint8Array>[] }} asked */
  openTexts: ({ texts }) =>
    Promise.all(texts.map(({ content, ...bound }) => openOne(content, { part: "text", ...bound }))),

  /** @param {{ cards: import("./keyring.js").Bound<{ card: any, text: string }>[] }} asked @returns {Promise<{ card: Uint8Array, text: Uint8Array }[]>} */
  sealCards: ({ cards }) =>
    Promise.all(
      cards.map(async ({ content, ...bound }) => ({
        card: await sealOne(content.card, { part: "card", ...bound }),
        text: await sealOne(content.text, { part: "text", ...bound }),
      })),
    ),
};

/** @param {{ identity: string, portalKey: Uint8Array | null }} found @returns {Promise<import("./keyring.js").Unlocked>} */
async function begin(found) {
  const recipient = await recipientOf(found.identity);
  /** @type {Opener} */
  const opener = (await importNative(found.identity, recipientBytes(recipient))) ?? found.identity;
  learn(opener);
  for (const port of colleagues) port.postMessage(opener);
  seed = voiceSeed(found.identity);
  return { recipient, voice: verifyingKey(seed), portalKey: found.portalKey };
}

/** @param {Opener} opener */
function learn(opener) {
  identity = typeof opener === "string" ? opener : new NativeIdentity(opener);
  hasLearned();
}

/** @param {Uint8Array} message @returns {Promise<Uint8Array>} */
async function signHere(message) {
  if (!seed) throw new DocumentError("another worker signs");
  return sign(seed, message);
}

/** @param {Uint8Array} card @param {Omit<Binding, "site" | "n">} bound @returns {Promise<any>} null for what does not open: it is made anew */
async function openOne(card, bound) {
  if (!team) return null;
  const { key, site, n } = team;
  return openCard(card, { ...bound, site, n }, key).catch(() => null);
}

/** @param {any} content @param {Omit<Binding, "site" | "n">} bound */
function sealOne(content, bound) {
  if (!team) throw new DocumentError("no team key");
  const { key, site, n } = team;
  return sealCard(content, { ...bound, site, n }, key);
}

// The hashes of places are in the transcripts.
/** @template {import("../web/rows.js").PackedRow} R @param {R} row */
function inShort(row) {
  return { ...row, places: row.places.map(({ seq, by }) => ({ seq, by })) };
}

self.addEventListener("message", async ({ data, ports }) => {
  const { id, task, asked } = data;
  if (task === "teach") return void colleagues.push(...ports);
  if (task === "learn") {
    ports[0].onmessage = ({ data: opener }) => learn(opener);
    return;
  }
  try {
    if (!WITHOUT_IDENTITY.includes(task)) await learned;
    self.postMessage({ id, result: await TASKS[task](asked) });
  } catch (error) {
    // What is nested too deep to be handed over comes here, too: it is nothing that we wrote.
    self.postMessage({ id, problem: error instanceof NoMatch ? "no_match" : "failed" });
  }
});
