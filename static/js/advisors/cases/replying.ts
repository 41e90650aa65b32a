// A reply on its way: sealed to the reporter's receipt and all advisors, and stored behind what the advisor has seen.
import { fromBase64, toHex } from "../../crypto/bytes.ts";
import { Thread } from "../../crypto/thread.ts";
import { Pending } from "../../web/deliver.ts";
import { frame, uint32 } from "../../web/frame.ts";
import { NotSent, sealed } from "../../web/post.ts";
import type { CaseConversation, ServerCase } from "../logic/case.ts";
import type { Session } from "../session/session.ts";
import type { Trust } from "../session/trust.ts";
import { talkIn } from "./reading.ts";

export class Replies {
  #session;
  #trust;
  #pending = new Pending();

  constructor(session: Session, trust: Trust) {
    this.#session = session;
    this.#trust = trust;
  }

  /**
   * @returns the place at which it stands
   * @throws {NotSent | SessionOver} `news`: something came in between, and was not sealed over
   */
  async send(
    id: string,
    body: { text: string; question: boolean },
    { items, transcripts, replyTo }: CaseConversation,
    language: string,
  ): Promise<number> {
    const talk = talkIn(items);
    const seq = transcripts.length - 1;
    if (!replyTo || !talk) throw new NotSent("seal");
    const make = async () => {
      const { texts, n } = this.#trust.check(id);
      const setting = { id, talk, recipients: texts, day: this.#trust.today, language };
      const reply = await sealed(new Thread(setting, transcripts[seq], seq).reply(body, replyTo));
      return { frame: frame([uint32(n), uint32(seq)], [{ envelope: reply.envelope }]), hash: reply.hash };
    };
    await this.#session.api.deliver(`/inbox/cases/${id}/replies`, {
      seal: (again) => this.#pending.parcel(JSON.stringify([id, seq, body]), again, make),
      recipients: this.#trust.askedBy(id),
      takePlace: async ({ hash }) => {
        if (await this.#isThere(id, hash)) return true;
        throw new NotSent("news", 409);
      },
    });
    this.#pending.arrived();
    return seq;
  }

  async #isThere(id: string, hash: Uint8Array) {
    const row: ServerCase = await this.#session.api.get(`/inbox/cases/${id}`);
    return row.places.some((place) => toHex(fromBase64(place.hash)) === toHex(hash));
  }
}
