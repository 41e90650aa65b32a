// Where our script runs, no form of the page is ever submitted; `?plain` brings the plain one back. See
// [Note: Sealed or not at all].
import { element, part } from "../web/page.ts";

const PLAIN = "plain";

/** Takes the page's forms over, unless somebody asked for the plain ones. */
export function takeOver(begin: () => void) {
  if (new URLSearchParams(window.location.search).has(PLAIN)) return;
  document.addEventListener("submit", (event) => event.preventDefault(), { capture: true });
  part(() => {
    try {
      begin();
    } catch (error) {
      offerPlain();
      throw error;
    }
  });
}

function offerPlain() {
  const offer = element("[data-offer-plain]");
  const url = new URL(window.location.href);
  url.searchParams.set(PLAIN, "");
  element("a", offer).setAttribute("href", url.href);
  offer.hidden = false;
}
