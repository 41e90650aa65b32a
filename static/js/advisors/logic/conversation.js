// What the places of a conversation tell.
import { daysBetween } from "../../web/days.js";

const LATEST_DAYS = 14; // how long something may have waited for network

/** @typedef {import("../../crypto/conversation.js").Opened} Item */

/** @param {Item[]} items @returns {number | null} the last place that could be read */
export function lastOpened(items) {
  return items.findLast(isReadable)?.seq ?? null;
}

/**
 * @template {Item} T
 * @param {T} item
 * @returns {item is T & { document: import("../../crypto/document.js").Document }} whether there is something to read
 */
export function isReadable(item) {
  return ["open", "changed", "removed"].includes(item.state) && item.document !== undefined;
}

/**
 * A report is written on one day and comes in on that or a later one.
 * @param {string} written the sealed day
 * @param {string} arrived the day in the server's row
 * @returns {"same" | "later" | "wrong"}
 */
export function arrival(written, arrived) {
  const days = daysBetween(written, arrived);
  if (days === 0) return "same";
  return days > 0 && days <= LATEST_DAYS ? "later" : "wrong";
}
