// The report page: one group of questions per screen, sealed here before anything leaves.
import { find, pageData, part, sentences } from "../web/page.js";
import { forgetOnReturn } from "./no-trace.js";
import { carryFingerprint } from "./pinned.js";
import { startQuickExit } from "./quick-exit.js";
import { ReportForm } from "./report/report-form.js";

part(startQuickExit);
part(forgetOnReturn);
part(carryFingerprint);
part(() => new ReportForm(find("[data-report]", HTMLFormElement), pageData("sealing"), sentences()).takeOver());
