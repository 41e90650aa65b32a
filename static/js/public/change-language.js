// A link to another language carries over what was written, in memory: the page as it was loaded is said again in that
// language and takes this one's place. What is fetched for it are sentences, in a file whose hash stands in this script, and
// they are put in as text: no element, address, form or handler comes from any answer.
/* global SENTENCES */
import { all, element, giveData, pageData, sentences } from "../web/page.js";
import { carryFingerprint } from "./pinned.js";

/** A language as its file tells it. @typedef {{ strings: Record<string, string>, dates: import("../web/days.js").Dates, direction: string }} Language */
/**
 * A page that is at work. While it `isBusy` something is on its way, and nobody takes its place. @template T
 * @typedef {{ isTouched: boolean, isBusy: boolean, leave(): T }} Living
 */

const SECONDS = 15;
const ATTRIBUTES = ["aria-label", "data-missing", "data-one-more"];

/** The page before any script of ours was at it. */
const asLoaded = /** @type {HTMLElement} */ (document.body.cloneNode(true));

/**
 * Begins a page, and begins it again in another language with what `leave` handed over.
 * @template T
 * @param {(kept?: T) => Living<T>} begin
 */
export function changeLanguageInPlace(begin) {
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

/** @param {string} code @returns {Promise<Language | null>} null if it is not to be had as it was built */
async function fetchLanguage(code) {
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

/** @returns {Map<string, (field: Element | null) => void>} by id, what fills the field again */
function whatIsTyped() {
  /** @type {Map<string, (field: Element | null) => void>} */
  const typed = new Map();
  for (const { id, value, checked, type } of /** @type {HTMLInputElement[]} */ (all("input, textarea"))) {
    if (!id || type === "file" || type === "hidden") continue;
    typed.set(id, (field) => {
      if (field instanceof HTMLInputElement && ["radio", "checkbox"].includes(type)) field.checked = checked;
      else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value;
    });
  }
  return typed;
}

/** Says the page again, as it was loaded. @param {string} code @param {Language} language */
function speak(code, { strings, dates, direction }) {
  const { documentElement: root } = document;
  const body = /** @type {HTMLElement} */ (asLoaded.cloneNode(true));
  for (const script of body.querySelectorAll("script[src]")) script.remove();
  markOwnWords(body, root.lang, root.dir);
  sayIn(body, strings);
  for (const link of /** @type {HTMLAnchorElement[]} */ (all("a[data-language]", body))) {
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
/** @param {HTMLElement} body @param {string} lang @param {string} dir of the page as it was loaded */
function markOwnWords(body, lang, dir) {
  for (const words of all("[data-own]:not([lang])", body)) Object.assign(words, { lang, dir });
}

/** @param {HTMLElement} body @param {Record<string, string>} strings */
function sayIn(body, strings) {
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

/** Lets links, and what is asked of the server, name the language. @param {string} code */
function carryLanguage(code) {
  /** @param {string} address */
  const inLanguage = (address) => {
    const url = new URL(address, window.location.href);
    url.searchParams.set("lang", code);
    return url.href;
  };
  for (const link of /** @type {HTMLAnchorElement[]} */ (all("a[href]:not([data-language], [data-exit])"))) {
    const isOurs = link.origin === window.location.origin && !link.getAttribute("href")?.startsWith("#");
    if (isOurs) link.href = inLanguage(link.href);
  }
  for (const form of /** @type {HTMLFormElement[]} */ (all("form"))) {
    form.action = inLanguage(form.action);
    if (form.dataset.sealed) form.dataset.sealed = inLanguage(form.dataset.sealed);
  }
  history.replaceState(history.state, "", inLanguage(window.location.href));
}
