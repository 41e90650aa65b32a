// The report page: one group of questions per screen, sealed here before anything leaves.
import { part } from "../web/page.js";
import { leaveClosedLink } from "./closed-link.js";
import { takeOver } from "./take-over.js";
import { changeLanguageInPlace } from "./change-language.js";
import { forgetOnReturn } from "./no-trace.js";
import { carryFingerprint } from "./pinned.js";
import { startQuickExit } from "./quick-exit.js";
import { beginReport } from "./report/begin.js";

part(startQuickExit);
part(forgetOnReturn);
part(carryFingerprint);
part(leaveClosedLink);
takeOver(() => changeLanguageInPlace((kept) => beginReport(kept)));
