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
  /** @type {Map<string, string>} what tells an answer from a later one, by address */
  #tags = new Map();
  #signal;

  /** @param {AbortSignal} [signal] ends everything that is on its way */
  constructor(signal) {
    this.#signal = signal;
  }

  /**
   * @param {string} url
   * @param {{ isAutomatic?: boolean }} [how] `isAutomatic`: nobody asked for it, so it keeps no session alive
   * @returns {Promise<any>}
   * @throws {ApiError}
   */
  get(url, { isAutomatic = false } = {}) {
    return this.#request(url, { method: "GET", headers: isAutomatic ? AUTOMATIC : {} });
  }

  /**
   * @param {string} url
   * @param {{ isAutomatic?: boolean }} [how]
   * @returns {Promise<any>} null if the answer is the same as the last time
   * @throws {ApiError}
   */
  async getIfChanged(url, { isAutomatic = false } = {}) {
    const tag = this.#tags.get(url);
    const headers = { ...(isAutomatic ? AUTOMATIC : {}), ...(tag ? { "If-None-Match": tag } : {}) };
    return this.#request(url, { method: "GET", headers }, true);
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
    return this.#csrf ? { "X-CSRFToken": this.#csrf } : {};
  }

  /** @param {string} url @param {RequestInit} options @param {boolean} [isRemembered] */
  async #request(url, options, isRemembered = false) {
    let response;
    try {
      const headers = { Accept: "application/json", ...options.headers };
      response = await fetch(url, { ...options, headers, signal: this.#signal });
    } catch {
      throw new ApiError(0);
    }
    const answer = response.status === 204 ? null : await response.json().catch(() => null);
    if (response.status === 304) return null;
    if (!response.ok) throw new ApiError(response.status, answer?.error);
    if (isRemembered) this.#tags.set(url, response.headers.get("ETag") ?? "");
    return answer;
  }
}
