// Finished reports that wait on a phone for network: sealed frames, which nobody can read here. Never a draft, never a
// code. Used by the page and by the service worker.

const DATABASE = "bekymret-outbox";
const STORE = "items";

/**
 * One finished report. `n` is the list it is sealed to, `day` the ISO day of writing; `isRefused` tells that it can't
 * be sent any more.
 */
export interface WaitingReport {
  id: string;
  n: number;
  day: string;
  frame: Uint8Array;
  url: string;
  isRefused: boolean;
}

/** @returns all that wait, the oldest first; none, and nothing made, where nobody asked for it */
export async function listItems(): Promise<WaitingReport[]> {
  const items = await request<WaitingReport[]>("readonly", (store) => store.getAll()).catch(() => []);
  return items.sort((one, other) => (one.day < other.day ? -1 : 1));
}

/** @param item added, or changed */
export function putItem(item: WaitingReport): Promise<unknown> {
  return request("readwrite", (store) => store.put(item));
}

export function removeItem(id: string): Promise<unknown> {
  return request("readwrite", (store) => store.delete(id));
}

async function request<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open(mode === "readwrite");
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const answer = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(answer.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** @param isToBeMade if it is not there */
function open(isToBeMade: boolean): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => {
      if (isToBeMade) opening.result.createObjectStore(STORE, { keyPath: "id" });
      else opening.transaction?.abort();
    };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}
