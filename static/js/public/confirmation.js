// The page after a plain report, where scripts run after all: the code can be copied and printed.
import { element, part, sentences } from "../web/page.js";
import { forgetOnReturn } from "./no-trace.js";
import { carryFingerprint } from "./pinned.js";
import { startQuickExit } from "./quick-exit.js";
import { offerToSaveCode } from "./save-code.js";

part(startQuickExit);
part(forgetOnReturn);
part(carryFingerprint);
part(() => offerToSaveCode(element("[data-code] bdi").textContent ?? "", sentences()));
