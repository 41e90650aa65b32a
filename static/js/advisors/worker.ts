// Whatever needs the identity happens here, off the page's own thread and out of its memory; the identity ends with this
// worker. The first worker unwraps it and hands to the others what opens envelopes, through channels that the page only
// passes on; what signs stays with the first.
import { NoMatch } from "../crypto/errors.ts";
import { Tasks, WITHOUT_IDENTITY } from "./keys/tasks.ts";

const tasks = new Tasks();

self.addEventListener("message", async ({ data, ports }) => {
  const { id, task, given } = data;
  if (task === "teach") return tasks.teach(ports);
  if (task === "learn") {
    ports[0].onmessage = ({ data: opener }) => tasks.learn(opener);
    return;
  }
  try {
    if (!WITHOUT_IDENTITY.includes(task)) await tasks.learned;
    const byName = tasks as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
    self.postMessage({ id, result: await byName[task](...given) });
  } catch (error) {
    // What is nested too deep to be handed over comes here, too: it is nothing that we wrote.
    self.postMessage({ id, problem: error instanceof NoMatch ? "no_match" : "failed" });
  }
});
