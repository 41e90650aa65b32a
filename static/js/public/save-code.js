// The receipt code, shown once: copy it, print it, tick that it is written down. Leaving before that asks once.
import { find } from "../web/page.js";

/**
 * Shows the buttons below the code and asks before the page is left without it.
 * @param {string} code as shown
 * @param {import("../web/page.js").Say} say
 */
export function offerToSaveCode(code, say) {
  const area = find("[data-save]", HTMLElement);
  const status = find("[data-copied]", HTMLElement, area);
  let isSaved = false;
  area.hidden = false;
  find("[data-copy]", HTMLElement, area).addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code);
      isSaved = true;
      status.textContent = say("js.receipt.copied");
    } catch {
      status.textContent = say("js.receipt.not_copied");
    }
  });
  find("[data-print]", HTMLElement, area).addEventListener("click", () => {
    isSaved = true;
    window.print();
  });
  const tick = find("[data-saved]", HTMLInputElement, area);
  tick.addEventListener("change", () => {
    isSaved ||= tick.checked;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isSaved) return;
    isSaved = true; // asks once
    event.preventDefault();
  });
}
