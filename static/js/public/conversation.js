// The page for coming back: the code stays here; only what it leads to is asked for, sealed.
import { pageData, pageSettings, part, sentences } from "../web/page.js";
import { changeLanguageInPlace } from "./change-language.js";
import { ConversationPage } from "./conversation/conversation-page.js";
import { forgetOnReturn } from "./no-trace.js";
import { carryFingerprint } from "./pinned.js";
import { startQuickExit } from "./quick-exit.js";
import { takeOver } from "./take-over.js";

part(startQuickExit);
part(forgetOnReturn);
part(carryFingerprint);
takeOver(() =>
  changeLanguageInPlace((/** @type {import("./conversation/conversation-page.js").Kept | undefined} */ kept) => {
    const page = new ConversationPage(pageSettings(), sentences(), pageData("dates"), kept);
    page.takeOver();
    return page;
  }),
);
