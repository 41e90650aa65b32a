// The workers that hold the identity, and what the page may have them do: the tasks of their one table, each as a method that
// is asked like a function and answers from another thread. It spreads over the machine's cores.
import { KEYS, startWorker } from "../../web/own-workers.ts";
import type { Task, Tasks } from "./tasks.ts";

const MAX_WORKERS = 4;
const FIRST = 0;
/** Done by the first worker: it unwraps, and it alone can sign. */
const BY_THE_FIRST: PropertyKey[] = [
  "unlock",
  "unlockByPasskey",
  "wrapForPasskey",
  "answer",
  "writeLedger",
  "makeTeamKey",
  "sign",
] satisfies Task[];
/** Done by every worker, as each of them opens cards. */
const BY_ALL: PropertyKey[] = ["useTeamKey"] satisfies Task[];
/** Which of what is given goes over instead of a copy of it: what a device answered is nowhere else then, what is packed is long. */
const GOES_OVER: Partial<Record<PropertyKey, number>> = {
  ...{ unlockByPasskey: 1, wrapForPasskey: 2, openRows: 0, openCases: 0 },
} satisfies Partial<Record<Task, number>>;

/** The session ended before this came to its end. See [Note: Nothing arrives after a lock]. */
export class SessionOver extends Error {}

/** A task that a worker could not do; `kind`: `no_match` for what is sealed to others, or `failed`. */
export class TaskFailed extends Error {
  kind: string;

  constructor(kind: string) {
    super(kind);
    this.kind = kind;
  }
}

/** Every task of the table, and the end of them all. A task rejects with `TaskFailed`, after the end with `SessionOver`. */
export type Keyring = Pick<Tasks, Task> & Pick<Workers, "close">;

/** Starts the workers; they wait for an identity. */
export function startKeyring(): Keyring {
  const workers = new Workers();
  const close = () => workers.close();
  return new Proxy({} as Keyring, {
    get: (_, name) => (name === "close" ? close : (...given: unknown[]) => workers.ask(name, given)),
  });
}

class Workers {
  #workers: Worker[];
  #waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  #next = 0;

  constructor() {
    const count = Math.min(MAX_WORKERS, Math.max(1, navigator.hardwareConcurrency ?? 1));
    this.#workers = Array.from({ length: count }, () => this.#start());
    const [first, ...others] = this.#workers;
    for (const other of others) {
      const { port1, port2 } = new MessageChannel();
      first.postMessage({ task: "teach" }, [port1]);
      other.postMessage({ task: "learn" }, [port2]);
    }
  }

  /** @throws {TaskFailed | SessionOver} */
  ask(task: PropertyKey, given: unknown[]): Promise<unknown> {
    if (BY_ALL.includes(task)) return Promise.all(this.#workers.map((_, which) => this.#askOne(which, task, given)));
    return this.#askOne(BY_THE_FIRST.includes(task) ? FIRST : this.#next % this.#workers.length, task, given);
  }

  /** Ends the workers, and with them their copies of the identity. Whoever still waits hears `SessionOver`. */
  close() {
    for (const worker of this.#workers) worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(new SessionOver());
    this.#workers = [];
    this.#waiting.clear();
  }

  #askOne(which: number, task: PropertyKey, given: unknown[]): Promise<unknown> {
    const id = this.#next++;
    const over = given[GOES_OVER[task] ?? -1];
    return new Promise((resolve, reject) => {
      if (!this.#workers.length) return reject(new SessionOver());
      this.#waiting.set(id, { resolve, reject });
      const transfer = over instanceof Uint8Array && over.buffer instanceof ArrayBuffer ? [over.buffer] : [];
      this.#workers[which].postMessage({ id, task, given }, transfer);
    });
  }

  #start() {
    const worker = startWorker(KEYS);
    worker.addEventListener("message", ({ data: { id, result, problem } }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (problem) waiting?.reject(new TaskFailed(problem));
      else waiting?.resolve(result);
    });
    return worker;
  }
}
