// What stands in the page: its elements, the settings and sentences that the server wrote as JSON, its parts.

/**
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} type what the element must be
 * @param {ParentNode} [root]
 * @returns {T} the first such element
 * @throws {TypeError} there is none, or it is of another type
 */
export function find(selector, type, root = document) {
  const found = root.querySelector(selector);
  if (!(found instanceof type)) throw new TypeError(selector);
  return found;
}

/** @param {string} selector @param {ParentNode} [root] @returns {HTMLElement} the first such element */
export function element(selector, root = document) {
  return find(selector, HTMLElement, root);
}

/** @param {string} selector @param {ParentNode} [root] @returns {HTMLElement[]} all such elements, in order */
export function all(selector, root = document) {
  return /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);
}

/** What a script says in the place of what stands in the page. @type {Map<string, unknown>} */
const given = new Map();

/** @param {string} id of an element @param {unknown} data instead of what stands in it */
export function giveData(id, data) {
  given.set(id, data);
}

/** @param {string} id of an element @returns {any} the JSON that stands in it */
export function pageData(id) {
  if (given.has(id)) return given.get(id);
  return JSON.parse(document.getElementById(id)?.textContent ?? "");
}

/** What the page says of itself, whom it says that is sealed to, and what depends on the day. @returns {any} */
export function pageSettings() {
  return { ...pageData("page"), ...pageData("sealing"), ...pageData("now") };
}

/**
 * From a catalogue's key, and values for its `%(name)s` places, to a sentence.
 * @typedef {(key: string, values?: Record<string, unknown>) => string} Say
 */

/** @param {Record<string, string>} [strings] @returns {Say} */
export function sentences(strings = pageData("strings")) {
  return (key, values = {}) => {
    const text = strings[key] ?? key;
    return text.replace(/%\((\w+)\)s/g, (place, name) => String(values[name] ?? place));
  };
}

/** Sets up one part of a page; if that fails, the other parts still work. @param {() => unknown} setUp */
export function part(setUp) {
  try {
    setUp();
  } catch (error) {
    console.error(error instanceof Error ? error.name : "");
  }
}

/** Lets what was just shown appear before something keeps the page's thread busy. @returns {Promise<void>} */
export function painted() {
  return new Promise((resolve) => {
    setTimeout(resolve, 30);
  });
}
