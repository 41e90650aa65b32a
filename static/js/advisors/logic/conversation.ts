// What the places of a conversation tell.
import type { OpenedPlace as Item } from "../../crypto/conversation.ts";
import type { Document } from "../../crypto/document.ts";
import { daysBetween } from "../../web/days.ts";

const LATEST_DAYS = 14; // how long something may have waited for network

/** @returns the last place that could be read */
export function lastOpened(items: Item[]): number | null {
  return items.findLast(isReadable)?.seq ?? null;
}

/** @returns whether there is something to read */
export function isReadable<T extends Item>(item: T): item is T & { document: Document } {
  return ["open", "changed", "removed"].includes(item.state) && item.document !== undefined;
}

/**
 * A report is written on one day and comes in on that or a later one.
 * @param written the sealed day
 * @param arrived the day in the server's row
 */
export function arrival(written: string, arrived: string): "same" | "later" | "wrong" {
  const days = daysBetween(written, arrived);
  if (days === 0) return "same";
  return days > 0 && days <= LATEST_DAYS ? "later" : "wrong";
}
