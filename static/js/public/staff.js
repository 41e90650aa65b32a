// The caretakers' report page: photos, and an outbox for where there is no network.
import { part } from "../web/page.js";
import { changeLanguageInPlace } from "./change-language.js";
import { forgetOnReturn } from "./no-trace.js";
import { leaveClosedLink } from "./closed-link.js";
import { Outbox } from "./outbox/outbox.js";
import { carryFingerprint } from "./pinned.js";
import { startQuickExit } from "./quick-exit.js";
import { beginReport } from "./report/begin.js";
import { PhotoField } from "./report/fields/photo-field.js";
import { takeOver } from "./take-over.js";

part(startQuickExit);
part(forgetOnReturn);
part(carryFingerprint);
part(leaveClosedLink);
const outbox = new Outbox();
takeOver(() =>
  changeLanguageInPlace((kept) => {
    const form = beginReport(kept, { kinds: { photos: PhotoField }, outbox });
    part(() => outbox.showOn());
    return form;
  }),
);
part(() => outbox.start());
