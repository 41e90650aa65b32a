// Begins the report on the page that is there.
import { find, pageData, pageSettings, sentences } from "../../web/page.js";
import { ReportForm } from "./report-form.js";

/**
 * @param {import("./report-form.js").Kept} [kept] from the same form in another language
 * @param {import("./report-form.js").Extras} [extras]
 * @returns {ReportForm}
 */
export function beginReport(kept, extras) {
  const written = { settings: pageSettings(), say: sentences(), dates: pageData("dates") };
  const form = new ReportForm(find("[data-report]", HTMLFormElement), written, extras, kept);
  form.takeOver(kept);
  return form;
}
