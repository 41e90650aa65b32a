// A poster's code ends in the fingerprint of the portal's key (#p=…). It is never sent, so our own links carry it on.
import { all, pinnedFingerprint, portal } from "../web/page.ts";

/** Lets every link to another page of ours carry the fingerprint that this page was opened with. */
export function carryFingerprint() {
  const pinned = pinnedFingerprint();
  if (!pinned) return;
  for (const link of all<HTMLAnchorElement>("a[href]")) {
    const isOurs = link.origin === portal.origin;
    const staysHere = link.getAttribute("href")?.startsWith("#");
    if (isOurs && !staysHere && !("exit" in link.dataset)) link.hash = `p=${pinned}`;
  }
}
