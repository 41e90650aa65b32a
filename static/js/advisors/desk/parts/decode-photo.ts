// A photo as a picture: decoded in a worker of its own, within a time that a true one never takes.
import { PHOTOS, startWorker } from "../../../web/own-workers.ts";
import { isPhoto } from "../../logic/photo.ts";

const MOST_MS = 5_000;

/** @returns null for what is no photo, or takes too long */
export function decodePhoto(content: Uint8Array): Promise<ImageBitmap | null> {
  if (!isPhoto(content)) return Promise.resolve(null);
  const worker = startWorker(PHOTOS);
  return new Promise((resolve) => {
    const done = (bitmap: ImageBitmap | null) => {
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
