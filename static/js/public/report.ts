// The report page: one group of questions per screen, sealed here before anything leaves.
import { part } from "../web/page.ts";
import { changeLanguageInPlace } from "./change-language.ts";
import { leaveClosedLink } from "./closed-link.ts";
import { forgetOnReturn } from "./no-trace.ts";
import { carryFingerprint } from "./pinned.ts";
import { startQuickExit } from "./quick-exit.ts";
import { beginReport } from "./report/begin.ts";
import type { KeptReport } from "./report/report-form.ts";
import { takeOver } from "./take-over.ts";

part(startQuickExit);
part(forgetOnReturn);
part(carryFingerprint);
part(leaveClosedLink);
takeOver(() => changeLanguageInPlace<KeptReport>((kept) => beginReport(kept)));
