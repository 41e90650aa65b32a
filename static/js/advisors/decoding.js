// A photo as a picture: decoded in a worker of its own, within a time that a true one never takes.
import { isPhoto } from "./logic/photo.js";
import { PHOTOS, startWorker } from "./own-workers.js";

const MOST_MS = 5_000;

/** @param {Uint8Array} content @returns {Promise<ImageBitmap | null>} null for what is no photo, or takes too long */
export function decodePhoto(content) {
  if (!isPhoto(content)) return Promise.resolve(null);
  const worker = startWorker(PHOTOS);
  return new Promise((resolve) => {
    const done = (/** @type {ImageBitmap | null} */ bitmap) => {
      clearTimeout(timer);
      worker.terminate();
      resolve(bitmap);
    };
    const timer = setTimeout(() => done(null), MOST_MS);
    worker.addEventListener("message", ({ data }) => done(data));
    worker.addEventListener("error", () => done(null));
    worker.postMessage(content);
  });
}
