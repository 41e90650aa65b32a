// Posts something sealed. If sealing throws or hangs, nothing is sent: there is no way from here to plain text.
import { DocumentError } from "../crypto/errors.js";
import { TYPE } from "./frame.js";

const SEALING_LIMIT_MS = 20_000;
const SENDING_LIMIT_MS = 300_000;
const STALL_MS = 15_000; // without progress: the person is told
const GIVE_UP_MS = 45_000; // without progress: it is given up
const SLOWEST_BYTES_PER_MS = 16; // the server ends what is slower
/** @type {Record<number, string>} */
const REASONS = { 408: "slow", 413: "too_long", 429: "too_many", 503: "unavailable" };

/**
 * An answer, whatever its status. `retryAfter` is in seconds, infinite if the server did not say.
 * @typedef {{ status: number, ok: boolean, text: string, retryAfter: number }} Answer
 */

/**
 * Why something was not delivered: `seal`, `too_long`, `offline`, `slow`, `too_many`, `unavailable`, `full`, `photo`,
 * `list`, `clock`, `news` or `refused`.
 */
export class NotSent extends Error {
  /** @param {string} reason @param {number} [status] of the answer, if there was one */
  constructor(reason, status = 0) {
    super(reason);
    this.reason = reason;
    this.status = status;
  }
}

/**
 * Waits for something to be sealed.
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 * @throws {NotSent} that failed or took too long
 */
export async function sealed(promise) {
  try {
    return await withinTime(promise, SEALING_LIMIT_MS);
  } catch (error) {
    if (error instanceof NotSent) throw error;
    throw new NotSent(error instanceof DocumentError ? "too_long" : "seal");
  }
}

/**
 * How sending is followed: `onProgress` hears the fraction that has left this program, which is not to say that it
 * arrived; `onStall` that nothing has moved for a while.
 * @typedef {{ onProgress?: (sent: number) => void, onStall?: () => void, signal?: AbortSignal }} Watched
 */

/**
 * @param {string} url
 * @param {Uint8Array | URLSearchParams} body a sealed frame, or a form's fields
 * @param {Watched & { headers?: Record<string, string> }} [options]
 * @returns {Promise<Answer>} whatever its status
 * @throws {NotSent} offline: also if nothing moves for 45 s, or the browser says that there is no network any more
 */
export function post(url, body, { headers = {}, onProgress = () => {}, onStall = () => {}, signal } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch can't tell how much of a photo has left
    const fail = () => reject(new NotSent("offline"));
    request.open("POST", url);
    request.timeout = Math.max(SENDING_LIMIT_MS, (body instanceof Uint8Array ? body.length : 0) / SLOWEST_BYTES_PER_MS);
    const moved = watchForStalls(request, onStall);
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      moved();
      onProgress(total ? loaded / total : 0);
    });
    request.addEventListener("progress", moved);
    for (const event of ["error", "abort", "timeout"]) request.addEventListener(event, fail);
    request.addEventListener("load", () => {
      const { status } = request;
      const retryAfter = Number(request.getResponseHeader("Retry-After") ?? Infinity);
      resolve({ status, ok: status >= 200 && status < 300, text: request.responseText, retryAfter });
    });
    const type = body instanceof URLSearchParams ? {} : { "Content-Type": TYPE }; // the browser names the other itself
    const all = { Accept: "application/json", ...type, ...headers };
    for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
    if (signal?.aborted) return fail();
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(/** @type {XMLHttpRequestBodyInit} */ (body));
  });
}

// Bytes that have left may lie in a buffer of this machine for minutes: only the answer tells that they arrived.
/** @param {XMLHttpRequest} request @param {() => void} onStall @returns {() => void} to be called when something moved */
function watchForStalls(request, onStall) {
  /** @type {ReturnType<typeof setTimeout>[]} */
  let timers = [];
  const end = new AbortController();
  const stop = () => timers.forEach(clearTimeout);
  const moved = () => {
    stop();
    timers = [setTimeout(onStall, STALL_MS), setTimeout(() => request.abort(), GIVE_UP_MS)];
  };
  request.addEventListener("loadstart", moved);
  request.addEventListener("loadend", () => {
    stop();
    end.abort();
  });
  window.addEventListener("offline", () => request.abort(), { signal: end.signal });
  return moved;
}

/** @param {Answer} answer @returns {any} its JSON @throws {NotSent} it is none: something between us answered */
export function readJson(answer) {
  try {
    return JSON.parse(answer.text);
  } catch {
    throw new NotSent("offline");
  }
}

/** @param {Answer} answer no success @returns {NotSent} the error for it */
export function refusal({ status }) {
  return new NotSent(REASONS[status] ?? "refused", status);
}

/**
 * Waits for a promise, but not longer than `limit` milliseconds.
 * @template T
 * @param {Promise<T>} promise
 * @param {number} limit
 * @returns {Promise<T>}
 */
export function withinTime(promise, limit) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("took too long")), limit);
  });
  return Promise.race([promise, /** @type {Promise<never>} */ (timeout)]).finally(() => clearTimeout(timer));
}
