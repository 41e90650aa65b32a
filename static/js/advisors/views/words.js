// What the inbox page was told about questions and organisations.
import { pageData, sentences } from "../../web/page.js";

/**
 * @typedef {object} Told
 * @property {number} max_message
 * @property {number} lock_minutes
 * @property {number} retention_months
 * @property {string[]} holidays
 * @property {number} pressing_days
 * @property {string} phone
 * @property {Record<string, Record<string, string>>} door_cards by language
 */
/** @type {import("../logic/answers.js").Words & Told} */
export const words = { ...pageData("words"), say: sentences() };

/** @type {import("../logic/workdays.js").Holidays} */
export const holidays = new Set(words.holidays);

/** @type {import("../route.js").Lists} */
export const lists = { kinds: Object.keys(words.questions), organisations: Object.keys(words.organisations) };
