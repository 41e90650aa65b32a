// The page for coming back: the code stays here; only what it leads to is asked for, sealed.
import { ReturnPage } from "./components/return-page.js";
import { forgetOnReturn } from "./lib/no-trace.js";
import { pageData, part, sentences } from "./lib/page.js";
import { startQuickExit } from "./lib/quick-exit.js";

part(startQuickExit);
part(forgetOnReturn);
part(() => new ReturnPage(pageData("sealing"), sentences()).takeOver());
