// The page for coming back: the code stays here; only what it leads to is asked for, sealed.
import { pageData, part, sentences } from "../web/page.js";
import { ConversationPage } from "./conversation/conversation-page.js";
import { forgetOnReturn } from "./no-trace.js";
import { carryFingerprint } from "./pinned.js";
import { startQuickExit } from "./quick-exit.js";

part(startQuickExit);
part(forgetOnReturn);
part(carryFingerprint);
part(() => new ConversationPage(pageData("sealing"), sentences()).takeOver());
