// After an advisor joined or left: every envelope gets a new header for those who are advisors now. Headers travel alone
// for what goes to advisors only; a reply travels whole, and is looked at before its reporter can open it again. What is done
// stays done, so it can be broken off and taken up again; whoever opens the inbox next goes on with it.
import { concat, fromBase64, fromHex } from "../../crypto/bytes.ts";
import { headerHash, headerOf } from "../../crypto/reseal.ts";
import { frame, uint32 } from "../../web/frame.ts";
import { refusal } from "../../web/post.ts";
import { TaskFailed } from "../keys/keyring.ts";
import type { CaseConversation } from "../logic/case.ts";
import { isReadable } from "../logic/conversation.ts";
import type { Session } from "../session/session.ts";
import { BACKGROUND, type Trust } from "../session/trust.ts";

const LONGEST_BATCH = 200_000; // bytes; what a body may have, with room to spare

/** What the server gives of an envelope: its header, or for a reply the whole of it. */
export interface OldHeader {
  case: string;
  seq: number;
  by: string;
  header: string;
  envelope: string | null;
  reply_to: string | null;
}
export interface OldHeaders {
  items: OldHeader[];
  left: number;
  more: boolean;
}
/** How far it is, and the cases in which something failed. */
export interface ResealProgress {
  done: number;
  total: number;
  failed: number;
  cases: string[];
}
/** What a case's opened report says of its conversation. */
export interface ConversationKeys {
  talk: Uint8Array;
  replyTo: string;
}

export class Resealer {
  #session;
  #trust;
  #keysOf;
  /** what failed, by case and place: it is not tried again until it is something else */
  #failed = new Map<string, string>();

  /** @param keysOf what the reports of these cases say, for those that open */
  constructor(session: Session, trust: Trust, keysOf: (ids: string[]) => Promise<Map<string, ConversationKeys>>) {
    this.#session = session;
    this.#trust = trust;
    this.#keysOf = keysOf;
  }

  /** @throws {ApiError | NotSent | SessionOver} */
  async run(onProgress: (progress: ResealProgress) => void): Promise<ResealProgress> {
    const progress: ResealProgress = { done: 0, total: 0, failed: 0, cases: [] };
    let query = "";
    for (let more = true; more;) {
      const recipients = this.#trust.check(BACKGROUND);
      const portion: OldHeaders = await this.#session.api.get(`/inbox/reseal${query}`);
      progress.total ||= portion.left;
      const replied = portion.items.filter(({ by }) => by === "advisor").map((item) => item.case);
      const keys = await this.#keysOf([...new Set(replied)]);
      const made = await Promise.all(portion.items.map((item) => this.#make(item, recipients.texts, keys)));
      const seals = made.flatMap((seal) => (seal ? [seal] : []));
      await this.#send(seals, recipients.n);
      const failed = portion.items.filter((_, at) => !made[at]).map((item) => item.case);
      progress.done += portion.items.length;
      progress.failed += failed.length;
      progress.cases = [...new Set([...progress.cases, ...failed])];
      onProgress({ ...progress });
      const last = portion.items.at(-1);
      const next = last ? `?case=${last.case}&seq=${last.seq}` : "";
      more = portion.more && next !== query; // whatever is answered: it ends
      query = next;
    }
    return progress;
  }

  /** @returns null for what can't be opened, or is not what it should be */
  async #make(item: OldHeader, texts: string[], keys: Map<string, ConversationKeys>): Promise<Uint8Array | null> {
    const { case: id, seq } = item;
    const place = `${id} ${seq}`;
    const content = item.envelope ?? item.header;
    if (this.#failed.get(place) === content) return null;
    try {
      const old = item.by === "advisor" ? headerOf(fromBase64(item.envelope ?? "")) : fromBase64(item.header);
      const made = await (item.by === "advisor"
        ? this.#makeForReply(item, texts, keys.get(id))
        : this.#session.keyring.reseal(old, texts));
      return concat(fromHex(id), uint32(seq), headerHash(old), uint32(made.length), made);
    } catch (error) {
      if (error instanceof TaskFailed && error.kind === "closed") throw error;
      this.#failed.set(place, content);
      return null;
    }
  }

  /** @throws {TaskFailed} not that case's reply */
  async #makeForReply(
    { case: id, seq, envelope, reply_to: reporter }: OldHeader,
    texts: string[],
    keys?: ConversationKeys,
  ): Promise<Uint8Array> {
    if (!keys || !envelope || !reporter) throw new TaskFailed("failed");
    const place = { case: id, seq, ...keys };
    return this.#session.keyring.resealReply(fromBase64(envelope), texts, reporter, place, this.#trust.lists);
  }

  /** What a colleague sealed anew is opened here before the old headers go. @param read a case, whole */
  async lookAfterColleague(read: (id: string) => Promise<CaseConversation>) {
    if (!this.#trust.mayWrite(BACKGROUND)) return;
    const { places } = await this.#session.api.get<{ places: [string, number][] }>("/inbox/reseal/kept");
    const byCase = new Map<string, number[]>();
    for (const [id, seq] of places) byCase.set(id, [...(byCase.get(id) ?? []), seq]);
    for (const [id, kept] of byCase) {
      const { items } = await read(id);
      const states = new Map(items.map((item) => [item.seq, isReadable(item)]));
      const those = (readable: boolean) => kept.filter((seq) => states.get(seq) === readable).map((seq) => [id, seq]);
      const [opened, closed] = [those(true), those(false)];
      if (opened.length) await this.#session.api.post("/inbox/reseal/opened", { places: opened });
      if (closed.length) await this.#session.api.post("/inbox/reseal/back", { places: closed });
    }
  }

  async #send(seals: Uint8Array[], n: number) {
    for (const batch of batches(seals)) {
      const answer = await this.#session.api.postFrame("/inbox/reseal", frame([uint32(n), ...batch]));
      if (!answer.ok) throw refusal(answer);
    }
  }
}

function batches(seals: Uint8Array[]): Uint8Array[][] {
  const made: Uint8Array[][] = [];
  let room = 0;
  for (const seal of seals) {
    if (seal.length > room) {
      made.push([]);
      room = LONGEST_BATCH;
    }
    made[made.length - 1].push(seal);
    room -= seal.length;
  }
  return made;
}
