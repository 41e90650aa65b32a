// The report page: one group of questions per screen, sealed here before anything leaves.
import { ReportForm } from "./components/report-form.js";
import { forgetOnReturn } from "./lib/no-trace.js";
import { pageData, part, sentences } from "./lib/page.js";
import { startQuickExit } from "./lib/quick-exit.js";

part(startQuickExit);
part(forgetOnReturn);
part(() => new ReportForm(document.querySelector("[data-report]"), pageData("sealing"), sentences()).takeOver());
