// Starts our own workers, and no others: the one place that makes a script's address for one.

export const KEYS = "/static/worker.js";
export const PHOTOS = "/static/photo-worker.js";
const OURS = [KEYS, PHOTOS];

/** What the browser asks for before it runs a script; older ones don't. */
const policy = /** @type {any} */ (window).trustedTypes?.createPolicy("bekymret-worker", {
  /** @param {string} url */
  createScriptURL(url) {
    if (!OURS.includes(url)) throw new TypeError("not our worker");
    return url;
  },
});

/** @param {string} url one of ours @returns {Worker} */
export function startWorker(url) {
  return new Worker(policy ? policy.createScriptURL(url) : url, { type: "module" });
}
