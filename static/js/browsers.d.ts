// What some browsers have and TypeScript does not know: all of it is asked for before it is used.

/** Trusted Types; and what lets other work go first. */
interface Window {
  trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createScriptURL(url: string): string },
    ): { createScriptURL(url: string): string };
  };
  scheduler?: { yield?: () => Promise<void> };
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
