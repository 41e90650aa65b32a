// A link to another language carries over what was written, in memory: the same page is fetched in that language and
// takes this one's place. Nothing that somebody wrote is sent for it.
import { all, element } from "../web/page.js";
import { carryFingerprint } from "./pinned.js";

/**
 * A page that is at work. While it `isBusy` something is on its way, and nobody takes its place. @template T
 * @typedef {{ isTouched: boolean, isBusy: boolean, leave(): T }} Living
 */

/**
 * Begins a page, and begins it again in another language with what `leave` handed over.
 * @template T
 * @param {(kept?: T) => Living<T>} begin
 */
export function changeLanguageInPlace(begin) {
  let living = begin();
  document.addEventListener("click", async (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-language]");
    if (!(link instanceof HTMLAnchorElement) || !living.isTouched || living.isBusy) return; // the browser asks first
    event.preventDefault();
    const page = await fetchPage(link.href);
    if (living.isBusy) return;
    if (!page) return window.location.assign(link.href);
    // What was fetched is nobody's word: a form that came with it must not carry away what is filled in here. Ours send
    // by script, so no form ever has to be submitted from here on.
    document.addEventListener("submit", (submitted) => submitted.preventDefault(), { capture: true });
    const typed = whatIsTyped();
    const kept = living.leave();
    replaceBy(page, link.href);
    for (const [id, fill] of typed) fill(document.getElementById(id));
    living = begin(kept);
    carryFingerprint();
    window.scrollTo(0, 0);
    element("main").focus();
  });
}

/** @param {string} url @returns {Promise<Document | null>} null if there is no such page to be had */
function fetchPage(url) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest(); // parses a page without a string that becomes HTML
    request.open("GET", url);
    request.responseType = "document";
    request.timeout = 15_000;
    request.addEventListener("loadend", () => {
      const page = request.status === 200 ? request.responseXML : null;
      resolve(page?.querySelector("form") ? page : null);
    });
    request.send();
  });
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

/** @param {Document} page @param {string} url */
function replaceBy(page, url) {
  for (const script of page.querySelectorAll("script[src]")) script.remove();
  document.documentElement.lang = page.documentElement.lang;
  document.documentElement.dir = page.documentElement.dir;
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  history.replaceState(history.state, "", new URL(window.location.hash, url));
}
