// Every public page without a script of its own.
import { forgetOnReturn } from "./lib/no-trace.js";
import { part } from "./lib/page.js";
import { startQuickExit } from "./lib/quick-exit.js";

part(startQuickExit);
part(forgetOnReturn);
