// Posts something sealed.
//
// [Note: Sealed or not at all] A script that takes a form over first makes the browser unable to send it as plain text, and
// then seals. If sealing throws, hangs, or has nobody to seal to, nothing is sent and what was written stays: there is no way
// from here to plain text. The plain form comes back only by loading the page anew, after that was said.
import { DocumentError } from "../crypto/errors.ts";
import { TYPE } from "./frame.ts";

const SEALING_LIMIT_MS = 20_000;
const SENDING_LIMIT_MS = 300_000;
const STALL_MS = 15_000; // without progress: the person is told
const GIVE_UP_MS = 45_000; // without progress: it is given up
const SLOWEST_BYTES_PER_MS = 16; // the server ends what is slower
const REASONS: Record<number, string> = { 408: "slow", 413: "too_long", 429: "too_many", 503: "unavailable" };

/** An answer, whatever its status. `retryAfter` is in seconds, infinite if the server did not say. */
export interface Answer {
  status: number;
  ok: boolean;
  text: string;
  retryAfter: number;
}

/**
 * Why something was not delivered: `seal`, `too_long`, `offline`, `slow`, `too_many`, `unavailable`, `full`, `photo`,
 * `list`, `clock`, `news` or `refused`.
 */
export class NotSent extends Error {
  reason: string;
  status: number;

  /** @param status of the answer, if there was one */
  constructor(reason: string, status: number = 0) {
    super(reason);
    this.reason = reason;
    this.status = status;
  }
}

/**
 * Waits for something to be sealed.
 * @throws {NotSent} that failed or took too long
 */
export async function sealed<T>(promise: Promise<T>): Promise<T> {
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
 */
export interface Watched {
  onProgress?: (sent: number) => void;
  onStall?: () => void;
  signal?: AbortSignal;
}

/**
 * @param body a sealed frame, or a form's fields
 * @returns whatever its status
 * @throws {NotSent} offline: also if nothing moves for 45 s, or the browser says that there is no network any more
 */
export function post(
  url: string,
  body: Uint8Array | URLSearchParams,
  {
    headers = {},
    onProgress = () => {},
    onStall = () => {},
    signal,
  }: Watched & { headers?: Record<string, string> } = {},
): Promise<Answer> {
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
    request.send(body as XMLHttpRequestBodyInit);
  });
}

// Bytes that have left may lie in a buffer of this machine for minutes: only the answer tells that they arrived.
/** @returns to be called when something moved */
function watchForStalls(request: XMLHttpRequest, onStall: () => void): () => void {
  let timers: ReturnType<typeof setTimeout>[] = [];
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

/** @returns its JSON @throws {NotSent} it is none: something between us answered */
export function readJson<T>(answer: Answer): T {
  try {
    return JSON.parse(answer.text);
  } catch {
    throw new NotSent("offline");
  }
}

/** @param answer no success @returns the error for it */
export function refusal({ status }: Answer): NotSent {
  return new NotSent(REASONS[status] ?? "refused", status);
}

/** Waits for a promise, but not longer than `limit` milliseconds. */
export function withinTime<T>(promise: Promise<T>, limit: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("took too long")), limit);
  });
  return Promise.race([promise, timeout as Promise<never>]).finally(() => clearTimeout(timer));
}
