// Every public page without a script of its own.
import { part } from "../web/page.js";
import { forgetOnReturn } from "./no-trace.js";
import { carryFingerprint } from "./pinned.js";
import { startQuickExit } from "./quick-exit.js";

part(startQuickExit);
part(forgetOnReturn);
part(carryFingerprint);
