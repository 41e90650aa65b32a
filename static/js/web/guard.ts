// Nothing typed is lost in silence: the browser asks before a page is left that holds something.

/**
 * Asks before the page is left for as long as `isAtRisk` says so.
 * @param signal ends it
 */
export function askBeforeLeaving(isAtRisk: () => boolean, signal?: AbortSignal) {
  window.addEventListener("beforeunload", (event) => isAtRisk() && event.preventDefault(), { signal });
}
