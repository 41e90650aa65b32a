// The caretakers' service worker: sends what waits as soon as there is network. It serves no page and keeps nothing.
import { sendWaiting } from "./outbox/send.ts";

const CHANNEL = "bekymret-outbox";
const LIMIT_MS = 120_000;

self.addEventListener("sync", (event) => {
  if (event.tag === CHANNEL) event.waitUntil(send());
});

async function send() {
  const sent = await sendWaiting(async ({ url, frame }) => {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream", Accept: "application/json" },
      body: frame as BodyInit,
      credentials: "omit",
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    return { status: answer.status, text: await answer.text() };
  });
  if (sent) new BroadcastChannel(CHANNEL).postMessage("sent");
}
