// What is being written, by case: a reply, and what is noted and not saved; and the forms that belong to no case. Over a lock it is kept sealed to its writer.
import { seal } from "../../crypto/age.ts";
import { utf8 } from "../../crypto/bytes.ts";
import type { Keyring } from "../keys/keyring.ts";
import type { Draft, Forms } from "../logic/draft.ts";

export class Drafts {
  #drafts = new Map<string, Draft>();
  #sealed: Promise<Uint8Array> | null = null;
  #owner = "";

  /** @param id of a case */
  get(id: string): Draft {
    return this.#drafts.get(id) ?? {};
  }

  /** @returns what is being written in a page that belongs to no case */
  formOf<Page extends keyof Forms>(page: Page): Forms[Page] | null {
    return (this.get(page).form as Forms[Page] | undefined) ?? null;
  }

  set(id: string, change: Draft) {
    this.#drafts.set(id, { ...this.get(id), ...change });
  }

  drop(id: string, part: keyof Draft) {
    const rest = { ...this.get(id) };
    delete rest[part];
    if (Object.keys(rest).length) this.#drafts.set(id, rest);
    else this.#drafts.delete(id);
  }

  /** Whether leaving would lose something. */
  get isAtRisk() {
    return this.#sealed !== null || [...this.#drafts.keys()].some((id) => this.isBegun(id));
  }

  /** @returns whether something is being written there */
  isBegun(id: string): boolean {
    const { reply, file, form } = this.get(id);
    const isNoted = file !== undefined && (file.note.trim() !== "" || !isSame(file.base, file.mine));
    return Boolean(reply?.text.trim()) || isNoted || isFilled(form);
  }

  /**
   * Seals everything to its writer, and forgets it.
   * @param recipient the advisor's own
   */
  lock(recipient: string) {
    const begun = [...this.#drafts].filter(([id]) => this.isBegun(id));
    this.#drafts.clear();
    if (!begun.length) return;
    this.#owner = recipient;
    this.#sealed = seal(utf8(JSON.stringify(begun)), [recipient]);
  }

  /** Opens what was sealed, for the same advisor; whoever else unlocks this tab does not take it over. */
  async unlock(keyring: Keyring, recipient: string) {
    const sealed = this.#owner === recipient ? this.#sealed : null;
    const plaintext = sealed && (await keyring.unseal(await sealed));
    this.#sealed = null;
    if (!plaintext) return;
    this.#drafts = new Map([...JSON.parse(new TextDecoder().decode(plaintext)), ...this.#drafts]);
  }
}

function isSame(one: unknown, other: unknown) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** @returns whether somebody has written or chosen something in it */
function isFilled(value: unknown): boolean {
  if (typeof value === "string") return value.trim() !== "";
  return typeof value === "object" && value !== null && Object.values(value).some(isFilled);
}
