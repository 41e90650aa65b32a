// Where people come in.
import { part } from "../web/page.js";
import { forgetOnReturn } from "./no-trace.js";
import { showAbsence } from "./absence.js";
import { leaveClosedLink } from "./closed-link.js";
import { carryFingerprint } from "./pinned.js";
import { startQuickExit } from "./quick-exit.js";

part(startQuickExit);
part(forgetOnReturn);
part(carryFingerprint);
part(leaveClosedLink);
part(showAbsence);
