// Whom this page seals to: only who stands on a list that the portal key signed, looked at again before every sealing.
// Which key that is, the page's address says (#p=…, from a poster or a link of ours), or else the page as it was loaded;
// no later answer can change it, nor bring an older list. The key stands in a part of the page that no signed hash holds, so
// it must be the one whose fingerprint stands in the part that one does.
import { ListError } from "../crypto/errors.js";
import { fingerprintOf, recipientsDigest } from "../crypto/keys.js";
import { holdsOn, openList } from "../crypto/recipients-list.js";
import { fromText } from "../crypto/talk.js";
import { daysBetween, localDay } from "./days.js";
import { NotSent } from "./post.js";

/** A signed list as the server tells it. @typedef {{ list: string, signature: string, key: string, texts: string[] }} Told */
/** What pages and refusals carry; `today` is the server's day. @typedef {{ recipients: Told | null, today: string }} Page */

export class Recipients {
  #told;
  #key;
  #lowest = 0;
  #isPinned;

  /** @param {Page} page @param {string} [pinned] the fingerprint that the portal's key must have */
  constructor({ recipients, today }, pinned = pinnedFingerprint()) {
    this.#told = recipients;
    this.#key = recipients && fromText(recipients.key);
    const known = this.#key ? fingerprintOf(this.#key) : "";
    this.#isPinned = known === (document.documentElement.dataset.portal ?? "") && (!pinned || known === pinned);
    /** @type {string} the server's day, which documents carry */
    this.today = today;
  }

  /**
   * @returns {{ texts: string[], n: number }} whom to seal to, as of now
   * @throws {NotSent} `list`: nobody can be believed; `clock`: this machine's date is what is wrong
   */
  check() {
    const { list, texts } = this.#open(this.#told);
    this.#lowest = list.n;
    return { texts, n: list.n };
  }

  /** Takes over what a refusal told, if that can be believed. @param {Page} answer @throws {NotSent} it can't */
  adopt({ recipients, today }) {
    this.#open(recipients);
    this.#told = recipients;
    this.today = today;
  }

  /** @param {Told | null} told */
  #open(told) {
    if (!told || !this.#key || !this.#isPinned || !Array.isArray(told.texts)) throw new NotSent("list");
    let list;
    try {
      list = openList(told.list, told.signature, this.#key);
    } catch (error) {
      throw new NotSent(error instanceof ListError ? "list" : "seal");
    }
    const isOurs = list.sites.includes(window.location.origin) && recipientsDigest(told.texts) === list.to;
    if (!isOurs || list.n < this.#lowest || list.voices.length !== told.texts.length) throw new NotSent("list");
    if (!holdsOn(list, localDay())) throw new NotSent(holdsOn(list, this.today) && this.#isClockOff ? "clock" : "list");
    return { list, texts: told.texts };
  }

  get #isClockOff() {
    return Math.abs(daysBetween(localDay(), this.today)) > 1;
  }
}

/** @returns {string} the fingerprint in the page's address, which is never sent; empty if there is none */
export function pinnedFingerprint() {
  return /(?:^#|&)p=([0-9A-Z]{4}(?:-[0-9A-Z]{4}){5})$/.exec(window.location.hash)?.[1] ?? "";
}
