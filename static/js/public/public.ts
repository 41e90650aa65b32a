// Every public page without a script of its own.
import { part } from "../web/page.ts";
import { forgetOnReturn } from "./no-trace.ts";
import { carryFingerprint } from "./pinned.ts";
import { startQuickExit } from "./quick-exit.ts";

part(startQuickExit);
part(forgetOnReturn);
part(carryFingerprint);
