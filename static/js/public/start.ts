// Where people come in.
import { part } from "../web/page.ts";
import { showAbsence } from "./absence.ts";
import { leaveClosedLink } from "./closed-link.ts";
import { forgetOnReturn } from "./no-trace.ts";
import { carryFingerprint } from "./pinned.ts";
import { startQuickExit } from "./quick-exit.ts";

part(startQuickExit);
part(forgetOnReturn);
part(carryFingerprint);
part(leaveClosedLink);
part(showAbsence);
