// Sends what waits, one after the other. Each is the same case however often it is sent, so it can't double.
import type { Answer } from "../../web/post.ts";
import { listItems, putItem, removeItem, type WaitingReport } from "./items.ts";

/** What was answered. */
type SendAnswer = Pick<Answer, "status" | "text">;

const NOTHING = { status: 0, text: "" };

/** @param post throws without network @returns how many went out */
export function sendWaiting(post: (item: WaitingReport) => Promise<SendAnswer>): Promise<number> {
  const send = () => sendAll(post);
  // Page and worker take turns: two photos go over a weak network once.
  return navigator.locks ? navigator.locks.request("bekymret-outbox", send) : send();
}

async function sendAll(post: (item: WaitingReport) => Promise<SendAnswer>) {
  let sent = 0;
  for (const item of await listItems()) {
    if (item.isRefused) continue;
    const answer = await post(item).catch(() => NOTHING);
    if (answer.status === 201) {
      await removeItem(item.id);
      sent += 1;
    } else if (isRefusal(answer)) await putItem({ ...item, isRefused: true });
    // Anything else, from us or from something between us, may pass; one that can't go never blocks the rest.
  }
  return sent;
}

// Only the door that has read the whole report refuses it for good; it then tells whom to seal to now.
function isRefusal({ status, text }: SendAnswer) {
  try {
    return status === 400 && "recipients" in JSON.parse(text);
  } catch {
    return false;
  }
}
