// What some browsers have and TypeScript does not know: all of it is asked for before it is used.

/** Trusted Types. */
interface Window {
  trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createScriptURL(url: string): string },
    ): { createScriptURL(url: string): string };
  };
}

/** Background Sync. */
interface ServiceWorkerRegistration {
  sync?: { register(tag: string): Promise<void> };
}
interface SyncEvent extends Event {
  tag: string;
  waitUntil(work: Promise<void>): void;
}
interface WindowEventMap {
  sync: SyncEvent;
}

/** Tells what else there is to do to go first. */
interface Window {
  scheduler?: { yield?: () => Promise<void> };
}
