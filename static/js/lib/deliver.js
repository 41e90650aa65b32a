// Posts something sealed. If sealing throws or hangs, nothing is sent: there is no way from here to plain text.
import { DocumentError } from "./errors.js";

const SEALING_LIMIT_MS = 20_000;
const SENDING_LIMIT_MS = 300_000;
// 120 random bits, drawn once: an envelope holds them with no more likelihood than any other 30 characters.
const BOUNDARY = "bekymret-a3f19c07d25e8b6441fd90ce7b8a52";

/** Why something was not delivered: `seal`, `too_long`, `offline`, `too_many`, `unavailable`, `photo` or `refused`. */
export class NotSent extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** Waits for something to be sealed. Throws NotSent if that fails or takes too long. */
export async function sealed(promise) {
  try {
    return await withinTime(promise, SEALING_LIMIT_MS);
  } catch (error) {
    throw new NotSent(error instanceof DocumentError ? "too_long" : "seal");
  }
}

/**
 * Posts text fields, and envelopes ([name, bytes]) as file parts; `onProgress` hears the fraction that has left.
 * Returns {status, ok, text}, whatever the status. Throws NotSent: offline.
 */
export function post(url, fields, envelopes = [], headers = {}, onProgress = () => {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch can't tell how much of a photo has left
    const fail = () => reject(new NotSent("offline"));
    request.open("POST", url);
    request.timeout = SENDING_LIMIT_MS;
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total ? loaded / total : 0));
    for (const event of ["error", "abort", "timeout"]) request.addEventListener(event, fail);
    request.addEventListener("load", () => {
      const { status } = request;
      resolve({ status, ok: status >= 200 && status < 300, text: request.responseText });
    });
    const all = { Accept: "application/json", "Content-Type": `multipart/form-data; boundary=${BOUNDARY}`, ...headers };
    for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
    request.send(multipart(fields, envelopes));
  });
}

/** Returns a response's JSON. Throws NotSent if it is none: something between us answered. */
export function readJson(response) {
  try {
    return JSON.parse(response.text);
  } catch {
    throw new NotSent("offline");
  }
}

/** Returns the error for a response that is no success. */
export function refusal(response) {
  return new NotSent({ 413: "too_long", 429: "too_many", 503: "unavailable" }[response.status] ?? "refused");
}

// A boundary that never changes lets the server reuse what it prepared for it: parsing is a third of accepting a report.
function multipart(fields, envelopes) {
  const part = (head, value) => [`--${BOUNDARY}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`, value, "\r\n"];
  const texts = Object.entries(fields).flatMap(([name, value]) => part(`name="${name}"`, value));
  const files = envelopes.flatMap(([name, value]) =>
    part(`name="${name}"; filename="${name}"\r\nContent-Type: application/octet-stream`, value),
  );
  return new Blob([...texts, ...files, `--${BOUNDARY}--\r\n`]);
}

/** Waits for a promise, but not longer than `limit` milliseconds. */
export function withinTime(promise, limit) {
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("took too long")), limit);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}
