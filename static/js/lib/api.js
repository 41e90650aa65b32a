// The advisors' JSON. Keeps the CSRF token of the session; the session itself is a cookie that no script can read.

import { post, readJson } from "./deliver.js";

/** An answer that is not a success. `status` is 0 when there was no answer. */
export class ApiError extends Error {
  constructor(status, code = "") {
    super(`${status}`);
    this.status = status;
    this.code = code;
  }
}

export class Api {
  #csrf = null;

  get(url) {
    return this.#request(url, { method: "GET" });
  }

  post(url, body = {}) {
    return this.#request(url, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", ...(this.#csrf ? { "X-CSRFToken": this.#csrf } : {}) },
    });
  }

  /** Posts an envelope to a place in a conversation; returns null, or the place that is free if this one was taken. */
  async postEnvelope(url, fields, envelope) {
    const response = await post(url, fields, [["envelope", envelope]], { "X-CSRFToken": this.#csrf });
    if (response.status === 409) return readJson(response).next_seq;
    if (!response.ok) throw new ApiError(response.status);
    return null;
  }

  useToken(csrf) {
    this.#csrf = csrf;
  }

  async #request(url, options) {
    let response;
    try {
      response = await fetch(url, { ...options, headers: { Accept: "application/json", ...options.headers } });
    } catch {
      throw new ApiError(0);
    }
    const answer = response.status === 204 ? null : await response.json().catch(() => null);
    if (!response.ok) throw new ApiError(response.status, answer?.error);
    return answer;
  }
}
