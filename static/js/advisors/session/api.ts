// The advisors' line to the server. Keeps the CSRF token of the session; the session itself is a cookie that no script can
// read.
//
// [Note: Nothing arrives after a lock] A lock forgets the identity, but not what was asked for a moment before. The line and
// the workers therefore let nobody hear an answer once the session has ended: whoever waits hears `SessionOver` instead, and
// passes it on or ends. No caller has to look whether the session is still there.
import { deliver, type Delivery } from "../../web/deliver.ts";
import { post, type Answer } from "../../web/post.ts";
import { SessionOver } from "../keys/keyring.ts";

/** An answer that is not a success. `status` is 0 when there was no answer. */
export class ApiError extends Error {
  status: number;
  code: string;

  constructor(status: number, code: string = "") {
    super(`${status}`);
    this.status = status;
    this.code = code;
  }
}

const AUTOMATIC: Record<string, string> = { "X-Automatic": "1" };

export class Api {
  #csrf = "";
  #quiet = 0;
  /** what tells an answer from a later one, by address */
  #tags = new Map<string, string>();
  #signal;

  /** @param signal ends everything that is on its way */
  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** @throws {ApiError | SessionOver} */
  get<T>(url: string): Promise<T> {
    return this.#alive(this.#request(url, { method: "GET" }));
  }

  /** @returns as it stands @throws {ApiError | SessionOver} */
  text(url: string): Promise<string> {
    return this.#alive(this.#text(url));
  }

  /**
   * Asks for something packed.
   * @returns as soon as the answer's head is there; `next`: where the next portion begins, empty at the end; `total`:
   *   of how many things all portions have
   * @throws {ApiError | SessionOver} as `bytes` does
   */
  async packed(url: string): Promise<{ bytes: Promise<Uint8Array>; next: string; total: number }> {
    const { headers, bytes } = await this.#alive(this.#fetchBytes(url));
    return { bytes: this.#alive(bytes), next: headers.get("X-Next") ?? "", total: Number(headers.get("X-Total")) };
  }

  /** @returns null if the answer is the same as the last time @throws {ApiError | SessionOver} */
  getIfChanged<T>(url: string): Promise<T | null> {
    const tag = this.#tags.get(url);
    const headers: Record<string, string> = tag ? { "If-None-Match": tag } : {};
    return this.#alive(this.#request(url, { method: "GET", headers }, true));
  }

  /** Has the next answer count as changed. */
  forget(url: string) {
    this.#tags.delete(url);
  }

  /** Does what nobody asked for: whatever is requested meanwhile keeps no session alive. */
  async quietly<T>(work: () => Promise<T>): Promise<T> {
    this.#quiet += 1;
    try {
      return await work();
    } finally {
      this.#quiet -= 1;
    }
  }

  /** @throws {ApiError | SessionOver} */
  post<T>(url: string, body: unknown = {}): Promise<T> {
    const headers = { "Content-Type": "application/json", ...this.#headers };
    return this.#alive(this.#request(url, { method: "POST", body: JSON.stringify(body), headers }));
  }

  /** Posts a frame. @returns the answer, whatever its status @throws {NotSent | SessionOver} */
  postFrame(url: string, framed: Uint8Array): Promise<Answer> {
    return this.#alive(post(url, framed, { headers: this.#headers, signal: this.#signal }));
  }

  /** Seals and posts until it is taken; see `deliver`. @throws {NotSent | SessionOver} */
  deliver(url: string, how: Omit<Delivery, "options">): Promise<unknown> {
    return this.#alive(deliver(url, { ...how, options: { headers: this.#headers, signal: this.#signal } }));
  }

  /** @param csrf the session's token for writes */
  useToken(csrf: string) {
    this.#csrf = csrf;
  }

  // What a write carries besides its content.
  get #headers(): Record<string, string> {
    return { ...(this.#csrf ? { "X-CSRFToken": this.#csrf } : {}), ...this.#mark };
  }

  get #mark(): Record<string, string> {
    return this.#quiet ? AUTOMATIC : {};
  }

  // Whatever arrives after the end is nobody's any more.
  async #alive<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      if (!this.#signal?.aborted) return result;
    } catch (error) {
      if (!this.#signal?.aborted) throw error;
    }
    throw new SessionOver();
  }

  async #request(url: string, options: RequestInit, isRemembered: boolean = false) {
    const response = await this.#fetch(url, options);
    const answer = response.status === 204 ? null : await response.json().catch(() => null);
    if (response.status === 304) return null;
    if (!response.ok) throw new ApiError(response.status, answer?.error);
    if (isRemembered) this.#tags.set(url, response.headers.get("ETag") ?? "");
    return answer;
  }

  async #text(url: string): Promise<string> {
    const { bytes } = await this.#fetchBytes(url);
    return new TextDecoder().decode(await bytes);
  }

  async #fetchBytes(url: string): Promise<{ headers: Headers; bytes: Promise<Uint8Array> }> {
    const response = await this.#fetch(url, { method: "GET" });
    if (!response.ok) throw new ApiError(response.status);
    return { headers: response.headers, bytes: bodyOf(response) };
  }

  async #fetch(url: string, options: RequestInit): Promise<Response> {
    try {
      const headers = { Accept: "application/json", ...this.#mark, ...options.headers };
      return await fetch(url, { ...options, headers, signal: this.#signal });
    } catch {
      throw new ApiError(0);
    }
  }
}

async function bodyOf(response: Response): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    throw new ApiError(0);
  }
}
