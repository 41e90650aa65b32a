// The page after a plain report, where scripts run after all: the code can be copied and printed.
import { element, part, sentences } from "../web/page.ts";
import { forgetOnReturn } from "./no-trace.ts";
import { carryFingerprint } from "./pinned.ts";
import { startQuickExit } from "./quick-exit.ts";
import { offerToSaveCode } from "./save-code.ts";

part(startQuickExit);
part(forgetOnReturn);
part(carryFingerprint);
part(() => offerToSaveCode(element("[data-code] bdi").textContent ?? "", sentences()));
