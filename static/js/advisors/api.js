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

export class Api {
  #csrf = "";
  #signal;

  /** @param {AbortSignal} [signal] ends everything that is on its way */
  constructor(signal) {
    this.#signal = signal;
  }

  /** @param {string} url @returns {Promise<any>} @throws {ApiError} */
  get(url) {
    return this.#request(url, { method: "GET" });
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

  /** @param {string} url @param {RequestInit} options */
  async #request(url, options) {
    let response;
    try {
      const headers = { Accept: "application/json", ...options.headers };
      response = await fetch(url, { ...options, headers, signal: this.#signal });
    } catch {
      throw new ApiError(0);
    }
    const answer = response.status === 204 ? null : await response.json().catch(() => null);
    if (!response.ok) throw new ApiError(response.status, answer?.error);
    return answer;
  }
}
