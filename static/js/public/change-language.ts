// A link to another language carries over what was written, in memory: the page as it was loaded is said again in that
// language and takes this one's place. What is fetched for it are sentences, in a file whose hash stands in this script, and
// they are put in as text: no element, address, form or handler comes from any answer.
/* global SENTENCES */
import type { Dates } from "../web/days.ts";
import { all, element, giveData, pageData, portal, sentences } from "../web/page.ts";
import { carryFingerprint } from "./pinned.ts";

/** A language as its file tells it. */
export interface Language {
  strings: Record<string, string>;
  dates: Dates;
  direction: string;
}
/** A page that is at work. While it `isBusy` something is on its way, and nobody takes its place. */
export interface Living<T> {
  isTouched: boolean;
  isBusy: boolean;
  leave(): T;
}

const SECONDS = 15;
const ATTRIBUTES = ["aria-label", "data-missing", "data-one-more"];

/** The page before any script of ours was at it. */
const asLoaded = document.body.cloneNode(true) as HTMLElement;

/** Begins a page, and begins it again in another language with what `leave` handed over. */
export function changeLanguageInPlace<T>(begin: (kept?: T) => Living<T>) {
  let living = begin();
  let hasFailed = false;
  document.addEventListener("click", async (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-language]");
    if (!(link instanceof HTMLAnchorElement) || !living.isTouched || living.isBusy || hasFailed) return; // the browser asks first
    event.preventDefault();
    const language = await fetchLanguage(link.lang);
    if (living.isBusy) return;
    hasFailed = !language;
    element("[data-language-failed]").hidden = !hasFailed;
    if (!language) return;
    const typed = whatIsTyped();
    const kept = living.leave();
    speak(link.lang, language);
    for (const [id, fill] of typed) fill(document.getElementById(id));
    living = begin(kept);
    carryFingerprint();
    window.scrollTo(0, 0);
    element("main").focus();
  });
}

/** @returns null if it is not to be had as it was built */
async function fetchLanguage(code: string): Promise<Language | null> {
  const integrity = SENTENCES[code];
  if (!integrity) return null;
  try {
    const signal = AbortSignal.timeout(SECONDS * 1000);
    const response = await fetch(`/static/sentences.${code}.json`, { integrity, signal });
    return await response.json();
  } catch {
    return null;
  }
}

/** @returns by id, what fills the field again */
function whatIsTyped(): Map<string, (field: Element | null) => void> {
  const typed = new Map<string, (field: Element | null) => void>();
  for (const { id, value, checked, type } of all<HTMLInputElement>("input, textarea")) {
    if (!id || type === "file" || type === "hidden") continue;
    typed.set(id, (field) => {
      if (field instanceof HTMLInputElement && ["radio", "checkbox"].includes(type)) field.checked = checked;
      else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value;
    });
  }
  return typed;
}

/** Says the page again, as it was loaded. */
function speak(code: string, { strings, dates, direction }: Language) {
  const { documentElement: root } = document;
  const body = asLoaded.cloneNode(true) as HTMLElement;
  for (const script of body.querySelectorAll("script[src]")) script.remove();
  markOwnWords(body, root.lang, root.dir);
  sayIn(body, strings);
  for (const link of all<HTMLAnchorElement>("a[data-language]", body)) {
    if (link.lang === code) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  element(".in-english", body).hidden = code === "en";
  giveData("strings", strings);
  giveData("dates", dates);
  giveData("page", { ...pageData("page"), language: code });
  root.lang = code;
  root.dir = direction;
  document.title = strings["title.neutral"];
  document.body.replaceWith(body);
  carryLanguage(code);
}

// Nobody has translated what the operator wrote.
/** @param dir of the page as it was loaded */
function markOwnWords(body: HTMLElement, lang: string, dir: string) {
  for (const words of all("[data-own]:not([lang])", body)) Object.assign(words, { lang, dir });
}

function sayIn(body: HTMLElement, strings: Record<string, string>) {
  const say = sentences(strings);
  for (const place of all("[data-say]", body)) {
    place.textContent = say(place.dataset.say ?? "", JSON.parse(place.dataset.values ?? "{}"));
  }
  for (const attribute of ATTRIBUTES) {
    for (const place of all(`[data-say-${attribute}]`, body)) {
      place.setAttribute(attribute, say(place.getAttribute(`data-say-${attribute}`) ?? ""));
    }
  }
}

/** Lets links, and what is asked of the server, name the language. */
function carryLanguage(code: string) {
  const inLanguage = (address: string) => {
    const url = new URL(address, window.location.href);
    url.searchParams.set("lang", code);
    return url.href;
  };
  for (const link of all<HTMLAnchorElement>("a[href]:not([data-language], [data-exit])")) {
    const isOurs = link.origin === portal.origin && !link.getAttribute("href")?.startsWith("#");
    if (isOurs) link.href = inLanguage(link.href);
  }
  for (const form of all<HTMLFormElement>("form")) {
    form.action = inLanguage(form.action);
    if (form.dataset.sealed) form.dataset.sealed = inLanguage(form.dataset.sealed);
  }
  history.replaceState(history.state, "", inLanguage(window.location.href));
}
