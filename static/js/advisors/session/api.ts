// The advisors' JSON. Keeps the CSRF token of the session; the session itself is a cookie that no script can read.

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

  /** @throws {ApiError} */
  get<T>(url: string): Promise<T> {
    return this.#request(url, { method: "GET" });
  }

  /** @returns as it stands @throws {ApiError} */
  async text(url: string): Promise<string> {
    const response = await this.#fetch(url, { method: "GET" });
    if (!response.ok) throw new ApiError(response.status);
    return new TextDecoder().decode(await bodyOf(response));
  }

  /**
   * Asks for something packed.
   * @returns as soon as the answer's head is there;
   * `next`: where the next portion begins, empty at the end; `total`: of how many things all portions have
   * @throws {ApiError} as `bytes` does
   */
  async packed(url: string): Promise<{ bytes: Promise<Uint8Array>; next: string; total: number }> {
    const response = await this.#fetch(url, { method: "GET" });
    if (!response.ok) throw new ApiError(response.status);
    const { headers } = response;
    return { bytes: bodyOf(response), next: headers.get("X-Next") ?? "", total: Number(headers.get("X-Total")) };
  }

  /** @returns null if the answer is the same as the last time @throws {ApiError} */
  getIfChanged<T>(url: string): Promise<T | null> {
    const tag = this.#tags.get(url);
    return this.#request(url, { method: "GET", headers: tag ? { "If-None-Match": tag } : {} }, true);
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

  /** @throws {ApiError} */
  post<T>(url: string, body: unknown = {}): Promise<T> {
    const headers = { "Content-Type": "application/json", ...this.headers };
    return this.#request(url, { method: "POST", body: JSON.stringify(body), headers });
  }

  /** @param csrf the session's token for writes */
  useToken(csrf: string) {
    this.#csrf = csrf;
  }

  /** What a write carries besides its content. */
  get headers(): Record<string, string> {
    return { ...(this.#csrf ? { "X-CSRFToken": this.#csrf } : {}), ...this.#mark };
  }

  get #mark(): Record<string, string> {
    return this.#quiet ? AUTOMATIC : {};
  }

  async #request(url: string, options: RequestInit, isRemembered: boolean = false) {
    const response = await this.#fetch(url, options);
    const answer = response.status === 204 ? null : await response.json().catch(() => null);
    if (response.status === 304) return null;
    if (!response.ok) throw new ApiError(response.status, answer?.error);
    if (isRemembered) this.#tags.set(url, response.headers.get("ETag") ?? "");
    return answer;
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
