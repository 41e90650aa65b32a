// Whatever needs the identity, by name: the one table of what the page may have a worker do. The keyring is derived from it, so
// a new task is one function here.
import { seal, unseal, type Key } from "../../crypto/age.ts";
import { randomBytes } from "../../crypto/bytes.ts";
import type { CaseFile } from "../../crypto/casefile.ts";
import { answerChallenge } from "../../crypto/challenge.ts";
import { readAsAdvisor, type Conversation, type Stored } from "../../crypto/conversation.ts";
import type { Document } from "../../crypto/document.ts";
import { DocumentError } from "../../crypto/errors.ts";
import { recipientBytes, recipientOf, voiceSeed } from "../../crypto/keys.ts";
import { buildLedger, ledgerHash, openLedger, type Ledger } from "../../crypto/ledger.ts";
import { importTeamKey, openCard, sealCard, type CardBinding } from "../../crypto/list-card.ts";
import { NativeIdentity, importNative, type NativeKeys } from "../../crypto/native.ts";
import type { RecipientsList } from "../../crypto/recipients-list.ts";
import { newHeader, newReplyHeader, type ReplyPlace } from "../../crypto/reseal.ts";
import { sign, verifyingKey } from "../../crypto/signing.ts";
import { readSheet, unwrapIdentity, unwrapWithPasskey, wrapForPasskey } from "../../crypto/slot.ts";
import { buildTeamKey, openTeamKey, type TeamKeyMaker } from "../../crypto/team-key.ts";
import { readRows, readWholeRows } from "../../web/rows.ts";
import type { OpenedCase } from "../logic/case.ts";
import { inShort, listedIn, openCase, openVersion, type Inside, type KnownPortal } from "./opening.ts";

/** Who the identity is, all of it public; no portal's key where it came from a recovery sheet. */
export interface Unlocked {
  recipient: string;
  voice: Uint8Array;
  portalKey: Uint8Array | null;
}
/** Something of a case, and the state of the case that it is bound to. */
export type Bound<T> = Omit<CardBinding, "part" | "site" | "n"> & { content: T };
/**
 * What opens envelopes, as it is handed on: keys that nobody can read, or the identity where the browser has no such.
 */
export type Opener = NativeKeys | string;

/** What waits for no identity: the ways to it. */
export const WITHOUT_IDENTITY: string[] = ["unlock", "unlockByPasskey", "wrapForPasskey"] satisfies Task[];
/** A task's name: what else there is hands the identity from worker to worker. */
export type Task = Exclude<keyof Tasks, "learned" | "learn" | "teach">;

export class Tasks {
  #identity: Key = "";
  #seed: Uint8Array | null = null;
  /** The cards' key, and what it is bound to. */
  #team: { key: CryptoKey; site: string; n: number } | null = null;
  #colleagues: MessagePort[] = [];
  #hasLearned: () => void = () => {};
  /** Once there is an identity. */
  learned = new Promise<void>((resolve) => {
    this.#hasLearned = resolve;
  });

  learn(opener: Opener) {
    this.#identity = typeof opener === "string" ? opener : new NativeIdentity(opener);
    this.#hasLearned();
  }

  /** Hands on what opens envelopes, as soon as there is that. */
  teach(ports: readonly MessagePort[]) {
    this.#colleagues.push(...ports);
  }

  /** @param secret the passphrase, or what stands on the recovery sheet: then the portal's key is not in it */
  async unlock(slot: Uint8Array, secret: string): Promise<Unlocked> {
    return this.#begin(readSheet(secret) ?? (await unwrapIdentity(slot, secret)));
  }

  /** @param output what the device answered */
  async unlockByPasskey(slot: Uint8Array, output: Uint8Array): Promise<Unlocked> {
    try {
      return await this.#begin(await unwrapWithPasskey(slot, output));
    } finally {
      output.fill(0);
    }
  }

  /**
   * Another way in, for whoever knows the first one.
   * @param slot of the passphrase
   * @param secret the passphrase
   * @param output what the device answered
   * @param host the relying party
   * @returns the slot for the passkey
   */
  async wrapForPasskey(slot: Uint8Array, secret: string, output: Uint8Array, host: string): Promise<Uint8Array> {
    try {
      const found = await unwrapIdentity(slot, secret);
      return await wrapForPasskey(found.identity, found.portalKey, output, host);
    } finally {
      output.fill(0);
    }
  }

  /** @returns the answer to a challenge of the server */
  async answer(challenge: Uint8Array): Promise<Uint8Array> {
    return answerChallenge(challenge, this.#identity);
  }

  /** @param id of a case @param removed places whose envelopes may be gone, with what was kept of each */
  async read(
    id: string,
    stored: Stored[],
    lists: RecipientsList[],
    removed: Map<number, Document | null>,
  ): Promise<Conversation> {
    return readAsAdvisor(this.#identity, id, stored, listedIn(lists), removed);
  }

  /** @param voices whose signatures are known, by advisor */
  async casefile(envelope: Uint8Array, voices: Map<string, Uint8Array>): Promise<CaseFile> {
    return openVersion(await unseal(envelope, this.#identity), voices);
  }

  async unseal(envelope: Uint8Array): Promise<Uint8Array> {
    return unseal(envelope, this.#identity);
  }

  /** @param key of the writer's voice */
  async openLedger(envelope: Uint8Array, key: Uint8Array) {
    return openLedger(await unseal(envelope, this.#identity), key);
  }

  async writeLedger(ledger: Ledger, recipients: string[]): Promise<{ envelope: Uint8Array; hash: string }> {
    const plaintext = await buildLedger(ledger, (message) => this.#signHere(message));
    return { envelope: await seal(plaintext, recipients), hash: ledgerHash(plaintext, ledger) };
  }

  /** @param header of an envelope @returns the new one */
  async reseal(header: Uint8Array, recipients: string[]): Promise<Uint8Array> {
    return newHeader(header, this.#identity, recipients);
  }

  /**
   * @param envelope of a reply
   * @param recipients the advisors'
   * @param reporter the receipt's recipient
   * @param place where the reply must stand
   * @returns the new header
   */
  async resealReply(
    envelope: Uint8Array,
    recipients: string[],
    reporter: string,
    place: ReplyPlace,
    lists: RecipientsList[],
  ): Promise<Uint8Array> {
    return newReplyHeader(envelope, this.#identity, recipients, reporter, place, listedIn(lists));
  }

  /** @returns this advisor's signature */
  async sign(message: Uint8Array): Promise<Uint8Array> {
    return this.#signHere(message);
  }

  /** @returns a new key for the advisors' cards, sealed */
  async makeTeamKey(maker: TeamKeyMaker, recipients: string[]): Promise<Uint8Array> {
    return seal(await buildTeamKey(maker, randomBytes(32), (message) => this.#signHere(message)), recipients);
  }

  /** @param expected whose signatures count, and where */
  async useTeamKey(
    envelope: Uint8Array,
    { n, voices, sites }: { n: number; voices: Map<string, Uint8Array>; sites: string[] },
  ): Promise<void> {
    const found = openTeamKey(await unseal(envelope, this.#identity), (writer) => voices.get(writer) ?? null);
    if (found.n !== n || !sites.includes(found.site)) throw new DocumentError("not the team key of these advisors");
    this.#team = { key: await importTeamKey(found.key), site: found.site, n };
    found.key.fill(0);
  }

  /**
   * @param packed as the server packs rows
   * @returns with what an advisor's browser made of each once, null if that must be made anew
   */
  async openRows(packed: Uint8Array): Promise<OpenedCase<{ card: unknown }>[]> {
    return Promise.all(
      readRows(packed).map(async ({ card, cardN, ...row }) => {
        const [state, head] = [row.transcripts, row.chain].map((states) => states[states.length - 1]);
        const isOurs = this.#team !== null && cardN === this.#team.n && card.length > 0;
        const bound = { case: row.case, state, head, sides: row.sides };
        return { ...inShort(row), card: isOurs ? await this.#openOne("card", { ...bound, content: card }) : null };
      }),
    );
  }

  /** @param packed as the server packs whole cases */
  async openCases(packed: Uint8Array, known: KnownPortal): Promise<OpenedCase<Inside>[]> {
    return Promise.all(readWholeRows(packed).map((row) => openCase(row, this.#identity, known)));
  }

  /** @returns null for what must be made anew */
  async openTexts(texts: Bound<Uint8Array>[]): Promise<(string | null)[]> {
    const opened = await Promise.all(texts.map((text) => this.#openOne("text", text)));
    return opened.map((text) => (typeof text === "string" ? text : null));
  }

  async sealCards(cards: Bound<{ card: unknown; text: string }>[]): Promise<{ card: Uint8Array; text: Uint8Array }[]> {
    return Promise.all(
      cards.map(async ({ content: { card, text }, ...bound }) => ({
        card: await this.#sealOne("card", { ...bound, content: card }),
        text: await this.#sealOne("text", { ...bound, content: text }),
      })),
    );
  }

  async #begin(found: { identity: string; portalKey: Uint8Array | null }): Promise<Unlocked> {
    const recipient = await recipientOf(found.identity);
    const opener: Opener = (await importNative(found.identity, recipientBytes(recipient))) ?? found.identity;
    this.learn(opener);
    for (const port of this.#colleagues) port.postMessage(opener);
    this.#seed = voiceSeed(found.identity);
    return { recipient, voice: verifyingKey(this.#seed), portalKey: found.portalKey };
  }

  async #signHere(message: Uint8Array): Promise<Uint8Array> {
    if (!this.#seed) throw new DocumentError("another worker signs");
    return sign(this.#seed, message);
  }

  /** @returns null for what does not open: it is made anew */
  async #openOne(part: CardBinding["part"], { content, ...bound }: Bound<Uint8Array>): Promise<unknown> {
    if (!this.#team) return null;
    const { key, site, n } = this.#team;
    return openCard(content, { part, ...bound, site, n }, key).catch(() => null);
  }

  #sealOne(part: CardBinding["part"], { content, ...bound }: Bound<unknown>) {
    if (!this.#team) throw new DocumentError("no team key");
    const { key, site, n } = this.#team;
    return sealCard(content, { part, ...bound, site, n }, key);
  }
}
