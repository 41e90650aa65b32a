// What a browser brings and Node has not, as little of it as the inbox's modules need. To be imported before them.

/** Something that was posted. */
export interface Posted {
  url: string;
  body: Uint8Array;
}

/** What is posted goes to `answer`, which says how it is answered; null for nobody who does. */
export function standIn(origin: string, answer: (posted: Posted) => { status: number; text: string } | null) {
  class XMLHttpRequest extends EventTarget {
    upload = new EventTarget();
    status = 0;
    responseText = "";
    #url = "";
    open(_: string, url: string) {
      this.#url = url;
    }
    abort() {
      this.dispatchEvent(new Event("abort"));
    }
    setRequestHeader() {}
    getResponseHeader() {
      return null;
    }
    send(body: Uint8Array) {
      const answered = answer({ url: this.#url, body });
      this.status = answered?.status ?? 0;
      this.responseText = answered?.text ?? "";
      queueMicrotask(() => this.dispatchEvent(new Event(answered ? "load" : "error")));
    }
  }
  const kept = new Map<string, string>();
  const localStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => kept.set(key, text),
    clear: () => kept.clear(),
  };
  const location = { origin, hash: "" };
  const window = { location, addEventListener: () => {} };
  Object.assign(globalThis, { window, location, localStorage, XMLHttpRequest });
}
