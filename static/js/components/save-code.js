// The receipt code, shown once: copy it, print it, tick that it is written down. Leaving before that asks once.

/** Shows the buttons below the code and asks before the page is left without it. */
export function offerToSaveCode(code, say) {
  const area = document.querySelector("[data-save]");
  const status = area.querySelector("[data-copied]");
  let isSaved = false;
  area.hidden = false;
  area.querySelector("[data-copy]").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code);
      isSaved = true;
      status.textContent = say("js.receipt.copied");
    } catch {
      status.textContent = say("js.receipt.not_copied");
    }
  });
  area.querySelector("[data-print]").addEventListener("click", () => {
    isSaved = true;
    window.print();
  });
  area.querySelector("[data-saved]").addEventListener("change", (event) => {
    isSaved ||= event.target.checked;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isSaved) return;
    isSaved = true; // asks once
    event.preventDefault();
  });
}
