// Opens envelopes off the page's own thread. The identity lives in this worker's memory, and ends with it.
import { openAt } from "../crypto/place.js";

let identity = "";

self.addEventListener("message", async ({ data }) => {
  if (data.identity) {
    identity = data.identity;
    return;
  }
  const opened = await openAt(data.envelope, data.place, identity);
  try {
    self.postMessage({ id: data.id, opened });
  } catch {
    // What is nested too deep to be handed over is nothing that we wrote.
    self.postMessage({ id: data.id, opened: { state: "damaged" } });
  }
});
