// Begins the report on the page that is there.
import { find, pageData, pageSettings, sentences } from "../../web/page.ts";
import { ReportForm, type Extras, type KeptReport } from "./report-form.ts";

/** @param kept from the same form in another language */
export function beginReport(kept?: KeptReport, extras?: Extras): ReportForm {
  const written = { settings: pageSettings(), say: sentences(), dates: pageData("dates") };
  const form = new ReportForm(find("[data-report]", HTMLFormElement), written, extras, kept);
  form.takeOver(kept);
  return form;
}
