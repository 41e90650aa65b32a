// What stands in the page: its elements, the settings and sentences that the server wrote as JSON, its parts.
import type { Dates } from "./days.ts";

/**
 * @param type what the element must be
 * @returns the first such element
 * @throws {TypeError} there is none, or it is of another type
 */
export function find<T extends Element>(selector: string, type: new () => T, root: ParentNode = document): T {
  const found = root.querySelector(selector);
  if (!(found instanceof type)) throw new TypeError(selector);
  return found;
}

/** @returns the first such element */
export function element(selector: string, root: ParentNode = document): HTMLElement {
  return find(selector, HTMLElement, root);
}

/** @returns all such elements, in order */
export function all<Found extends HTMLElement>(selector: string, root: ParentNode = document): Found[] {
  return [...root.querySelectorAll<Found>(selector)];
}

/** A signed list as the server tells it. */
export interface SignedList {
  list: string;
  signature: string;
  key: string;
  texts: string[];
}
/** What pages and refusals carry; `today` is the server's day. */
export interface ToldRecipients {
  recipients: SignedList | null;
  today: string;
}

/** What the server wrote into the page as JSON, by its element's id. Which of it a page has, its template says. */
interface PageData {
  page: { language: string; form: string; organisation: string; max_message: number };
  sealing: Pick<ToldRecipients, "recipients">;
  /** what depends on the day: ISO days, and whether the organisation's link is closed */
  now: { today: string; pressing_until: string; away_until: string; closed: boolean };
  strings: Record<string, string>;
  dates: Dates;
  portal: { key: string };
}

/** What the page says of itself, whom it says that is sealed to, and what depends on the day. */
export type PageSettings = PageData["page"] & PageData["sealing"] & PageData["now"];

/** Where this page came from: what is signed names the portal by its origin, a passkey by its host. */
export const portal: Pick<Location, "origin" | "host" | "hostname"> = globalThis.location;

/** @returns the fingerprint in the page's address, which is never sent; empty if there is none */
export function pinnedFingerprint(): string {
  return /(?:^#|&)p=([0-9A-Z]{4}(?:-[0-9A-Z]{4}){5})$/.exec(window.location.hash)?.[1] ?? "";
}

/** What a script says in the place of what stands in the page. */
const given: Partial<PageData> = {};

/** @param id of an element @param data instead of what stands in it */
export function giveData<Id extends keyof PageData>(id: Id, data: PageData[Id]) {
  given[id] = data;
}

/** @param id of an element @returns the JSON that stands in it */
export function pageData<Id extends keyof PageData>(id: Id): PageData[Id] {
  return given[id] ?? JSON.parse(document.getElementById(id)?.textContent ?? "");
}

export function pageSettings(): PageSettings {
  return { ...pageData("page"), ...pageData("sealing"), ...pageData("now") };
}

/** From a catalogue's key, and values for its `%(name)s` places, to a sentence. */
export type Say = (key: string, values?: Record<string, unknown>) => string;

export function sentences(strings: Record<string, string> = pageData("strings")): Say {
  return (key, values = {}) => {
    const text = strings[key] ?? key;
    return text.replace(/%\((\w+)\)s/g, (place, name) => String(values[name] ?? place));
  };
}

/** Sets up one part of a page; if that fails, the other parts still work. */
export function part(setUp: () => unknown) {
  try {
    setUp();
  } catch (error) {
    console.error(error instanceof Error ? error.name : "");
  }
}

/** Lets what was just shown appear before something keeps the page's thread busy. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 30);
  });
}
