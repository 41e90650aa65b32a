// Which screen the address names. What stands behind the # never reaches the server.

/** The list, or one case. @typedef {{ screen: "list" } | { screen: "case", id: string }} Route */

/** @returns {Route} */
export function currentRoute() {
  const id = window.location.hash.slice(1);
  return id ? { screen: "case", id } : { screen: "list" };
}

/** @param {string} id @returns {string} the address of a case */
export function caseAddress(id) {
  return `#${id}`;
}

/** The address of the list. */
export const LIST_ADDRESS = "#";

/** Takes the case out of the address, so that it does not outlive a lock. */
export function forgetRoute() {
  history.replaceState(null, "", window.location.pathname);
}
