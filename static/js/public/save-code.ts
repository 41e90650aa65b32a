// The receipt code, shown once: copy it, print it, tick that it is written down. Leaving before that asks once.
import { askBeforeLeaving } from "../web/guard.ts";
import { element, find, type Say } from "../web/page.ts";

/**
 * Shows the buttons below the code and asks before the page is left without it.
 * @param code as shown
 */
export function offerToSaveCode(code: string, say: Say) {
  const area = element("[data-save]");
  const status = element("[data-copied]", area);
  let isSaved = false;
  area.hidden = false;
  element("[data-copy]", area).addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code);
      isSaved = true;
      status.textContent = say("js.receipt.copied");
    } catch {
      status.textContent = say("js.receipt.not_copied");
    }
  });
  element("[data-print]", area).addEventListener("click", () => {
    isSaved = true;
    window.print();
  });
  const tick = find("[data-saved]", HTMLInputElement, area);
  tick.addEventListener("change", () => {
    isSaved ||= tick.checked;
  });
  // The page with the code does not stay in Back's way.
  const end = find("[data-finish]", HTMLAnchorElement);
  end.addEventListener("click", (event) => {
    event.preventDefault();
    window.location.replace(end.href);
  });
  askBeforeLeaving(() => {
    const asks = !isSaved;
    isSaved = true; // asks once
    return asks;
  });
}
