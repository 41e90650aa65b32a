// The page after a plain report, where scripts run after all: the code can be copied and printed.
import { offerToSaveCode } from "./components/save-code.js";
import { forgetOnReturn } from "./lib/no-trace.js";
import { part, sentences } from "./lib/page.js";
import { startQuickExit } from "./lib/quick-exit.js";

part(startQuickExit);
part(forgetOnReturn);
part(() => offerToSaveCode(document.querySelector("[data-code] bdi").textContent, sentences()));
