// Nothing typed is lost in silence: the browser asks before a page is left that holds something.

/**
 * Asks before the page is left for as long as `isAtRisk` says so.
 * @param {() => boolean} isAtRisk
 * @param {AbortSignal} [signal] ends it
 */
export function askBeforeLeaving(isAtRisk, signal) {
  window.addEventListener("beforeunload", (event) => isAtRisk() && event.preventDefault(), { signal });
}
