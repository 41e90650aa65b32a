// Sends what waits, one after the other. Each is the same case however often it is sent, so it can't double.
import { listItems, putItem, removeItem } from "./items.js";

/** @typedef {import("./items.js").Item} Item */
/** What the portal answered: its status, and the error of its JSON, if it is ours. @typedef {{ status: number, error?: string }} Answer */

/**
 * @param {(item: Item) => Promise<Answer>} post throws without network
 * @returns {Promise<number>} how many went out
 */
export async function sendWaiting(post) {
  let sent = 0;
  for (const item of await listItems()) {
    if (item.isRefused) continue;
    const { status, error } = await post(item).catch(() => ({ status: 0, error: undefined }));
    if (status === 201) {
      await removeItem(item.id);
      sent += 1;
    } else if (status === 400 && error) await putItem({ ...item, isRefused: true });
    // Anything else, from us or from something between us, may pass; one that can't go never blocks the rest.
  }
  return sent;
}
