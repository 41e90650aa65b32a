// A page that the browser brings back from memory must not show what somebody wrote before.

/** Loads the page anew whenever the browser brings it back. */
export function forgetOnReturn() {
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}
