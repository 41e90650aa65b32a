// The page for coming back: the code stays here; only what it leads to is asked for, sealed.
import { pageData, pageSettings, part, sentences } from "../web/page.ts";
import { changeLanguageInPlace } from "./change-language.ts";
import { ConversationPage, type KeptConversation } from "./conversation/conversation-page.ts";
import { forgetOnReturn } from "./no-trace.ts";
import { carryFingerprint } from "./pinned.ts";
import { startQuickExit } from "./quick-exit.ts";
import { takeOver } from "./take-over.ts";

part(startQuickExit);
part(forgetOnReturn);
part(carryFingerprint);
takeOver(() =>
  changeLanguageInPlace<KeptConversation>((kept) => {
    const page = new ConversationPage(pageSettings(), sentences(), pageData("dates"), kept);
    page.takeOver();
    return page;
  }),
);
