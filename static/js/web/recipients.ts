// Whom this page seals to: only who stands on a list that the portal key signed, looked at again before every sealing.
// Which key that is, the page's address says (#p=…, from a poster or a link of ours), or else the page as it was loaded;
// no later answer can change it, nor bring an older list. The key stands in a part of the page that no signed hash holds, so
// it must be the one whose fingerprint stands in the part that one does.
import { ListError } from "../crypto/errors.ts";
import { fingerprintOf, recipientsDigest } from "../crypto/keys.ts";
import { holdsOn, openList } from "../crypto/recipients-list.ts";
import { fromText } from "../crypto/talk.ts";
import { daysBetween, localDay } from "./days.ts";
import { pinnedFingerprint, portal, type SignedList, type ToldRecipients } from "./page.ts";
import { NotSent } from "./post.ts";

export class Recipients {
  /** the server's day, which documents carry */
  today: string;

  #told;
  #key;
  #lowest = 0;
  #isPinned;

  /** @param pinned the fingerprint that the portal's key must have */
  constructor({ recipients, today }: ToldRecipients, pinned: string = pinnedFingerprint()) {
    this.#told = recipients;
    this.#key = recipients && fromText(recipients.key);
    const known = this.#key ? fingerprintOf(this.#key) : "";
    this.#isPinned = known === (document.documentElement.dataset.portal ?? "") && (!pinned || known === pinned);
    this.today = today;
  }

  /**
   * @returns whom to seal to, as of now
   * @throws {NotSent} `list`: nobody can be believed; `clock`: this machine's date is what is wrong
   */
  check(): { texts: string[]; n: number } {
    const { list, texts } = this.#open(this.#told);
    this.#lowest = list.n;
    return { texts, n: list.n };
  }

  /**
   * Takes over what a refusal told, if that can be believed.
   * @throws {NotSent} it can't
   */
  adopt({ recipients, today }: ToldRecipients) {
    this.#open(recipients);
    this.#told = recipients;
    this.today = today;
  }

  #open(told: SignedList | null) {
    if (!told || !this.#key || !this.#isPinned || !Array.isArray(told.texts)) throw new NotSent("list");
    let list;
    try {
      list = openList(told.list, told.signature, this.#key);
    } catch (error) {
      throw new NotSent(error instanceof ListError ? "list" : "seal");
    }
    const isOurs = list.sites.includes(portal.origin) && recipientsDigest(told.texts) === list.to;
    if (!isOurs || list.n < this.#lowest || list.voices.length !== told.texts.length) throw new NotSent("list");
    if (!holdsOn(list, localDay())) throw new NotSent(holdsOn(list, this.today) && this.#isClockOff ? "clock" : "list");
    return { list, texts: told.texts };
  }

  get #isClockOff() {
    return Math.abs(daysBetween(localDay(), this.today)) > 1;
  }
}
