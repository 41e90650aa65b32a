// Finished reports that wait on a phone for network: sealed frames, which nobody can read here. Never a draft, never a
// code. Used by the page and by the service worker.

const DATABASE = "bekymret-outbox";
const STORE = "items";

/**
 * One finished report. `n` is the list it is sealed to, `day` the ISO day of writing; `isRefused` tells that it can't
 * be sent any more.
 * @typedef {{ id: string, n: number, day: string, frame: Uint8Array, url: string, isRefused: boolean }} Item
 */

/** @returns {Promise<Item[]>} all that wait, the oldest first; none, and nothing made, where nobody asked for it */
export async function listItems() {
  const items = await request("readonly", (store) => store.getAll()).catch(() => []);
  return items.sort((/** @type {Item} */ one, /** @type {Item} */ other) => (one.day < other.day ? -1 : 1));
}

/** @param {Item} item added, or changed @returns {Promise<unknown>} */
export function putItem(item) {
  return request("readwrite", (store) => store.put(item));
}

/** @param {string} id @returns {Promise<unknown>} */
export function removeItem(id) {
  return request("readwrite", (store) => store.delete(id));
}

/** @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} ask @returns {Promise<any>} */
async function request(mode, ask) {
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

/** @param {boolean} isToBeMade if it is not there @returns {Promise<IDBDatabase>} */
function open(isToBeMade) {
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
