// Starts our own workers, and no others: the one place that makes a script's address for one.

export const KEYS = "/static/worker.js";
export const PHOTOS = "/static/photo-worker.js";
const OURS = [KEYS, PHOTOS];

/** What the browser asks for before it runs a script; older ones don't. */
const policy = window.trustedTypes?.createPolicy("bekymret-worker", {
  createScriptURL(url: string) {
    if (!OURS.includes(url)) throw new TypeError("not our worker");
    return url;
  },
});

/** @param url one of ours */
export function startWorker(url: string): Worker {
  return new Worker(policy ? policy.createScriptURL(url) : url, { type: "module" });
}
