// Whom the inbox may seal to, and whose signatures count: what the portal key in the advisor's own slot has signed.
import { fingerprintOf, recipientsDigest } from "../../crypto/keys.ts";
import { isSignedPage } from "../../crypto/pages.ts";
import { holdsOn, openList, voiceDigest, type RecipientsList } from "../../crypto/recipients-list.ts";
import { fromText, isSame } from "../../crypto/talk.ts";
import { asCode } from "../../crypto/written/text.ts";
import { daysBetween, localDay } from "../../web/days.ts";
import type { Believed } from "../../web/deliver.ts";
import { portal, type ToldRecipients } from "../../web/page.ts";
import { NotSent } from "../../web/post.ts";
import type { Unlocked } from "../keys/tasks.ts";
import { Memory } from "./seen.ts";
import type { Advisor } from "./sign-in.ts";

const WARN_DAYS = 90;

/** Asks for itself what nobody asked for by hand. */
export const BACKGROUND = "";
/** Stands for the id of a case that a person writes down: it is only made by that. */
export const NEW_CASE = "new";

export interface Signed {
  list: string;
  signature: string;
}
/** What was read so far: whether all was compared and nothing differs; whether a case was read whole. */
export interface Standing {
  isClear: () => boolean;
  isWhole: (id: string) => boolean;
}
/** What the server answers. */
export type ToldLists = { lists: Signed[]; closed: string | null; names?: Record<string, string> } & ToldRecipients;

export class Trust {
  /** every list that the portal key has signed, oldest first */
  lists: RecipientsList[] = [];
  texts: string[] = [];
  /**
   * Why nothing may be sealed: `list`, `mine`, `date`, `closed`, `older`, `unpinned` or `clock`; empty if all is well.
   */
  problem = "list";
  standing: Standing = { isClear: () => false, isWhole: () => false };
  today = localDay();
  #key;
  #me;
  #isPinned;
  #memory;
  /** what was taken last */
  #answer: ToldLists | null = null;
  /** as the server tells them */
  #names: Record<string, string> = {};

  /** @param told the portal's key as the server tells it, which counts only until it can be compared */
  constructor(unlocked: Unlocked, advisor: Advisor, told: Uint8Array | null = null) {
    this.#key = unlocked.portalKey ?? told;
    this.#isPinned = unlocked.portalKey !== null;
    this.#me = { ...unlocked, ...advisor };
    this.#memory = new Memory(advisor.id, this.fingerprint);
  }

  /** @returns what this browser has seen under the portal's key */
  get memory(): Memory {
    return this.#memory;
  }

  /**
   * The one gate: whether something may be sealed, signed or posted for an advisor.
   * @param by the case in which a person does it by hand, `NEW_CASE`, or `BACKGROUND`
   */
  mayWrite(by: string) {
    return this.heldBy(by) === "";
  }

  /**
   * @param by see `mayWrite`
   * @returns what keeps it from being written: there is nobody to seal to; somebody has to look first
   */
  heldBy(by: string): "" | "list" | "gate" {
    if (this.problem || !this.current) return "list";
    const isAsked = by === NEW_CASE || (by !== BACKGROUND && this.standing.isWhole(by));
    return !this.isNew && (isAsked || this.standing.isClear()) ? "" : "gate";
  }

  /**
   * [Note: Two days] The server says which day it is, and the browser has a clock; either may be wrong, and a false
   * server may lie. What deletes something, or excuses that it is gone, goes by the earlier of the two days. What is due,
   * or presses, goes by the later one. So no lie about the day can delete too early or let something be forgotten.
   * @returns ISO day
   */
  get earlierDay(): string {
    return [this.today, localDay()].sort()[0];
  }

  /**
   * See [Note: Two days].
   * @returns ISO day
   */
  get laterDay(): string {
    return [this.today, localDay()].sort()[1];
  }

  /**
   * Takes the server's day.
   * @param today ISO day
   */
  follow(today: string) {
    this.today = today;
    if (!this.problem && this.#isClockOff) this.#distrust("clock");
  }

  /** Whether this browser has never seen a list of this portal: then an advisor is asked once. */
  get isNew() {
    return this.#isPinned && this.#memory.seen.n === 0;
  }

  /** An advisor knows this list: from now on no older one is taken. */
  confirm() {
    if (this.current && !this.problem) this.#memory.keep({ n: this.current.n });
  }

  /**
   * An advisor has typed what the portal's key is known by.
   * @returns whether it is this key
   */
  pin(typed: string): boolean {
    const [one, other] = [typed, this.fingerprint].map((each) => asCode(each).join(""));
    if (!other || one !== other) return false;
    this.#isPinned = true;
    if (this.#answer) this.take(this.#answer);
    return true;
  }

  /** The list in use. */
  get current(): RecipientsList | undefined {
    return this.lists.at(-1);
  }

  /** @returns what the portal's key is compared by */
  get fingerprint(): string {
    return this.#key ? fingerprintOf(this.#key) : "";
  }

  /** Everybody who stands or stood on a list, those of now first. */
  get everybody(): { name: string; isFormer: boolean }[] {
    const now = this.advisors;
    const former = [...this.voices.keys()].filter((id) => !now.includes(id));
    return [
      ...now.map((id) => ({ name: this.nameOf(id), isFormer: false })),
      ...former.map((id) => ({ name: this.nameOf(id), isFormer: true })),
    ];
  }

  /** Days until the list ends, if that is soon. */
  get endsIn(): number | null {
    const days = this.current ? daysBetween(localDay(), this.current.last) : WARN_DAYS + 1;
    return days <= WARN_DAYS ? days : null;
  }

  /** Whether there were advisors once who are none any more: they still know the keys of what they read. */
  get hasFormer() {
    const now = new Set(this.current?.voices.map((voice) => voice.advisor));
    return this.lists.some((list) => list.voices.some((voice) => !now.has(voice.advisor)));
  }

  /** Whether this advisor stood on the list before the present recipients did. */
  get isVeteran() {
    const before = this.lists.filter((list) => list.to !== this.current?.to);
    return before.some((list) => list.voices.some((voice) => voice.advisor === this.#me.id));
  }

  /** The number of the first of the newest lists that name the very recipients of now. */
  get recipientsN(): number {
    const other = this.lists.findLastIndex((list) => list.to !== this.current?.to);
    return this.lists[other + 1]?.n ?? 0;
  }

  /** The origins that are, or were, the portal's: it may have several, an onion service besides. */
  get sites(): string[] {
    return this.lists.flatMap((list) => list.sites);
  }

  /** Whoever was ever an advisor, with the key of the voice. */
  get voices(): Map<string, Uint8Array> {
    return new Map(this.lists.flatMap((list) => list.voices.map(({ advisor, key }) => [advisor, key])));
  }

  /**
   * The advisors of now, this one first.
   * @returns their ids
   */
  get advisors(): string[] {
    const ids = (this.current?.voices ?? []).map(({ advisor }) => advisor);
    return ids.sort((one, other) => Number(other === this.#me.id) - Number(one === this.#me.id));
  }

  /**
   * Who somebody is. The signed list holds no names, but it tells whether one belongs to an advisor of now.
   * @param id of an advisor
   * @returns the name; what the list does not bear out is followed by a part of the id
   */
  nameOf(id: string): string {
    const name = this.#names[id] ?? "";
    const voice = this.current?.voices.find(({ advisor }) => advisor === id);
    const isBorneOut = voice && this.texts.some((text) => voiceDigest(id, text, name) === voice.digest);
    return isBorneOut || !id ? name : `${name} (${id.slice(0, 4)})`.trim();
  }

  /** @returns the key of a voice on the present list */
  voiceOf(advisor: string): Uint8Array | null {
    return this.current?.voices.find((voice) => voice.advisor === advisor)?.key ?? null;
  }

  /**
   * Whether the portal key has signed something that the portal serves, with the list in use.
   * @param signed hashes as the server tells them
   */
  hasSigned(signed: { pages?: unknown; signature?: unknown }, path: string, text: string) {
    if (!this.#isPinned || !this.#key || !this.current) return false;
    return isSignedPage(this.#key, this.current.n, signed, path, text);
  }

  /** Checks what the server tells. */
  take(answer: ToldLists) {
    const { lists, closed, recipients, names = {}, today } = answer;
    this.#answer = answer;
    this.today = today;
    this.lists = [];
    this.#names = names;
    this.problem = this.#find(lists, recipients?.texts ?? [], closed) || (this.#isPinned ? "" : "unpinned");
    if (!this.problem && this.#isClockOff) this.problem = "clock";
    this.texts = this.problem ? [] : (recipients?.texts ?? []);
    if (!this.#isPinned) return; // under a key that nobody vouches for nothing is remembered
    const { n } = this.#memory.seen;
    this.refuseBefore(n);
    if (n && !this.problem) this.confirm();
  }

  /** @param n a list that was seen: an older one is none */
  refuseBefore(n: number) {
    if (this.current && this.current.n < n) this.#distrust("older");
  }

  /**
   * @param by see `mayWrite`
   * @returns whom to seal to
   * @throws {NotSent} `list`: nobody; `gate`: not now
   */
  check(by: string): { texts: string[]; n: number } {
    const held = this.heldBy(by);
    if (held || !this.current) throw new NotSent(held || "list");
    return { texts: this.texts, n: this.current.n };
  }

  /** @param by see `mayWrite` @returns whom somebody asks for, again before each sealing */
  askedBy(by: string): Believed {
    return { check: () => this.check(by), adopt: (answer) => this.adopt(answer) };
  }

  /**
   * Takes over what a refusal told.
   * @throws {NotSent} it can't be believed, and nothing changed
   */
  adopt({ recipients, today }: ToldRecipients) {
    const known = this.lists.map(({ n }) => n);
    const list = recipients && this.#open(recipients);
    if (!list || list.n < Math.max(this.#memory.seen.n, ...known) || this.#findNow(list, recipients.texts, null))
      throw new NotSent("list");
    if (!known.includes(list.n)) this.lists.push(list);
    this.texts = recipients.texts;
    this.today = today;
    if (!this.isNew) this.confirm();
  }

  // Nothing that carries a day is signed then: nobody can tell which of the two is wrong.
  get #isClockOff() {
    return !(Math.abs(daysBetween(localDay(), this.today)) <= 1);
  }

  #distrust(problem: string) {
    this.problem = problem;
    this.texts = [];
  }

  #find(told: Signed[], texts: string[], closed: string | null) {
    const opened = told.flatMap((each) => this.#open(each) ?? []);
    if (!opened.length || opened.length < told.length) return "list";
    this.lists = opened.sort((one, other) => one.n - other.n);
    return this.#findNow(this.current as RecipientsList, texts, closed);
  }

  #findNow(current: RecipientsList, texts: string[], closed: string | null) {
    if (!current.sites.includes(portal.origin)) return "list";
    if (!holdsOn(current, localDay())) return "date";
    if (closed) return "closed";
    if (recipientsDigest(texts) !== current.to || texts.length !== current.voices.length) return "list";
    return this.#isListed(current, texts) ? "" : "mine";
  }

  #isListed({ voices }: RecipientsList, texts: string[]) {
    const { id, recipient, name, voice } = this.#me;
    const mine = voices.find((each) => each.advisor === id);
    return (
      mine !== undefined &&
      isSame(mine.key, voice) &&
      mine.digest === voiceDigest(id, recipient, name) &&
      texts.includes(recipient)
    );
  }

  #open({ list, signature }: Signed): RecipientsList | null {
    try {
      return this.#key && openList(list, signature, this.#key);
    } catch {
      return null;
    }
  }
}

/** @returns the key that the server tells, which nobody vouches for */
export function keyAsTold({ recipients }: ToldRecipients): Uint8Array | null {
  return recipients && fromText(recipients.key);
}
