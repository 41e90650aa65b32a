// Opens envelopes off the page's own thread. The identity lives in this worker's memory, and ends with it.
import { openEnvelope } from "./lib/opening.js";

let identity = null;

self.addEventListener("message", async ({ data }) => {
  if (data.identity) {
    identity = data.identity;
    return;
  }
  self.postMessage({ id: data.id, opened: await openEnvelope(data.envelope, data.place, identity) });
});
