// The advisors' JSON. Keeps the CSRF token of the session; the session itself is a cookie that no script can read.

/** An answer that is not a success. `status` is 0 when there was no answer. */
export class ApiError extends Error {
  /** @param {number} status @param {string} [code] */
  constructor(status, code = "") {
    super(`${status}`);
    this.status = status;
    this.code = code;
  }
}

/** @type {Record<string, string>} */
const AUTOMATIC = { "X-Automatic": "1" };

export class Api {
  #csrf = "";
  #quiet = 0;
  /** @type {Map<string, string>} what tells an answer from a later one, by address */
  #tags = new Map();
  #signal;

  /** @param {AbortSignal} [signal] ends everything that is on its way */
  constructor(signal) {
    this.#signal = signal;
  }

  /** @param {string} url @returns {Promise<any>} @throws {ApiError} */
  get(url) {
    return this.#request(url, { method: "GET" });
  }

  /** @param {string} url @returns {Promise<string>} as it stands @throws {ApiError} */
  async text(url) {
    const response = await this.#fetch(url, { method: "GET" });
    if (!response.ok) throw new ApiError(response.status);
    return new TextDecoder().decode(await bodyOf(response));
  }

  /**
   * Asks for something packed.
   * @param {string} url
   * @returns {Promise<{ bytes: Promise<Uint8Array>, next: string, total: number }>} as soon as the answer's head is there;
   *   `next`: where the next portion begins, empty at the end; `total`: of how many things all portions have
   * @throws {ApiError} as `bytes` does
   */
  async packed(url) {
    const response = await this.#fetch(url, { method: "GET" });
    if (!response.ok) throw new ApiError(response.status);
    const { headers } = response;
    return { bytes: bodyOf(response), next: headers.get("X-Next") ?? "", total: Number(headers.get("X-Total")) };
  }

  /** @param {string} url @returns {Promise<any>} null if the answer is the same as the last time @throws {ApiError} */
  getIfChanged(url) {
    const tag = this.#tags.get(url);
    return this.#request(url, { method: "GET", headers: tag ? { "If-None-Match": tag } : {} }, true);
  }

  /** Has the next answer count as changed. @param {string} url */
  forget(url) {
    this.#tags.delete(url);
  }

  /**
   * Does what nobody asked for: whatever is requested meanwhile keeps no session alive.
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async quietly(work) {
    this.#quiet += 1;
    try {
      return await work();
    } finally {
      this.#quiet -= 1;
    }
  }

  /** @param {string} url @param {unknown} [body] @returns {Promise<any>} @throws {ApiError} */
  post(url, body = {}) {
    const headers = { "Content-Type": "application/json", ...this.headers };
    return this.#request(url, { method: "POST", body: JSON.stringify(body), headers });
  }

  /** @param {string} csrf the session's token for writes */
  useToken(csrf) {
    this.#csrf = csrf;
  }

  /** What a write carries besides its content. @returns {Record<string, string>} */
  get headers() {
    return { ...(this.#csrf ? { "X-CSRFToken": this.#csrf } : {}), ...this.#mark };
  }

  /** @returns {Record<string, string>} */
  get #mark() {
    return this.#quiet ? AUTOMATIC : {};
  }

  /** @param {string} url @param {RequestInit} options @param {boolean} [isRemembered] */
  async #request(url, options, isRemembered = false) {
    const response = await this.#fetch(url, options);
    const answer = response.status === 204 ? null : await response.json().catch(() => null);
    if (response.status === 304) return null;
    if (!response.ok) throw new ApiError(response.status, answer?.error);
    if (isRemembered) this.#tags.set(url, response.headers.get("ETag") ?? "");
    return answer;
  }

  /** @param {string} url @param {RequestInit} options @returns {Promise<Response>} */
  async #fetch(url, options) {
    try {
      const headers = { Accept: "application/json", ...this.#mark, ...options.headers };
      return await fetch(url, { ...options, headers, signal: this.#signal });
    } catch {
      throw new ApiError(0);
    }
  }
}

/** @param {Response} response @returns {Promise<Uint8Array>} */
async function bodyOf(response) {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    throw new ApiError(0);
  }
}
