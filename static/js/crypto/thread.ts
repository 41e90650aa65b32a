// Writes what comes next in a case: sealed, authenticated, tied to all before it. Mirrors crypto/thread.py.
import { payloadHash, seal } from "./age.ts";
import { toBase64Url, toHex } from "./bytes.ts";
import { buildDocument, type Document } from "./document.ts";
import { buildFile } from "./file.ts";
import { recipientDigest, recipientsDigest } from "./keys.ts";
import { follow, tag, transcript } from "./talk.ts";

/** An envelope, the hash of its payload, and what shows its reporter that it is theirs. */
export interface SealedPlace {
  envelope: Uint8Array;
  hash: Uint8Array;
  tag: Uint8Array;
}

/** What a thread is written for. */
export interface ThreadSetting {
  id: string; // of the case
  talk: Uint8Array; // the conversation's key
  recipients: string[]; // the advisors'
  day: string; // ISO day
  language: string;
}

export class Thread {
  #setting;
  #state;
  #seq;

  /**
   * Begins a case, or goes on where it stands.
   * @param state T(seq)
   */
  constructor(setting: ThreadSetting, state: Uint8Array = transcript(setting.id), seq: number = 0) {
    this.#setting = setting;
    this.#state = state;
    this.#seq = seq;
  }

  /**
   * A report that `files` files follow; it carries the keys of its conversation.
   * @param replyTo the receipt's recipient
   */
  report(body: Record<string, unknown>, replyTo: string, files: number): Promise<SealedPlace> {
    const talk = toBase64Url(this.#setting.talk);
    const keys = { talk, reply_to: toHex(recipientDigest(replyTo)), files };
    return this.#seal(this.#document("report", { ...body, ...keys }));
  }

  file(content: Uint8Array, mime: string): Promise<SealedPlace> {
    return this.#seal(buildFile(this.#fields("file", { mime }), content, this.#setting.talk));
  }

  message(text: string): Promise<SealedPlace> {
    return this.#seal(this.#document("message", { text }));
  }

  /** An advisor's, for the reporter too. */
  reply({ text, question }: { text: string; question: boolean }, replyTo: string): Promise<SealedPlace> {
    return this.#seal(this.#document("reply", { text, question }), replyTo);
  }

  #fields(type: string, body: Record<string, unknown>): Document {
    const { id, recipients, day, language } = this.#setting;
    const from = type === "reply" ? "advisor" : "reporter";
    const [to, after] = [recipientsDigest(recipients), toBase64Url(this.#state)];
    return { type, case: id, seq: this.#seq, from, day, language, to, after, body };
  }

  #document(type: string, body: Record<string, unknown>) {
    return buildDocument(this.#fields(type, body), this.#setting.talk);
  }

  async #seal(plaintext: Uint8Array, ...others: string[]): Promise<SealedPlace> {
    const envelope = await seal(plaintext, [...this.#setting.recipients, ...others]);
    const hash = payloadHash(envelope);
    this.#state = follow(this.#state, hash);
    this.#seq += 1;
    return { envelope, hash, tag: tag(this.#setting.talk, this.#state) };
  }
}
