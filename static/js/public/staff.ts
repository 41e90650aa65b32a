// The caretakers' report page: photos, and an outbox for where there is no network.
import { part } from "../web/page.ts";
import { changeLanguageInPlace } from "./change-language.ts";
import { leaveClosedLink } from "./closed-link.ts";
import { forgetOnReturn } from "./no-trace.ts";
import { Outbox } from "./outbox/outbox.ts";
import { carryFingerprint } from "./pinned.ts";
import { startQuickExit } from "./quick-exit.ts";
import { beginReport } from "./report/begin.ts";
import { PhotoField } from "./report/fields/photo-field.ts";
import type { KeptReport } from "./report/report-form.ts";
import { takeOver } from "./take-over.ts";

part(startQuickExit);
part(forgetOnReturn);
part(carryFingerprint);
part(leaveClosedLink);
const outbox = new Outbox();
takeOver(() =>
  changeLanguageInPlace<KeptReport>((kept) => {
    const form = beginReport(kept, { kinds: { photos: PhotoField }, outbox });
    part(() => outbox.showOn());
    return form;
  }),
);
part(() => outbox.start());
