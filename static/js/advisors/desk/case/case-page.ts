// One case at work: what was written on one side, what is done on the other.
import { html, nothing } from "lit";
import type { CaseConversation, ListedCase } from "../../logic/case.ts";
import type { Clash } from "../../logic/casefile.ts";
import { isReadable } from "../../logic/conversation.ts";
import type { Draft } from "../../logic/draft.ts";
import type { Row } from "../../logic/rows.ts";
import type { StandardReply } from "../../logic/team.ts";
import { backToList } from "../parts/back-link.ts";
import type { Doing, Viewer } from "../parts/viewer.ts";
import { conversation } from "./conversation.ts";
import type { SameHomes } from "./links.ts";
import { plan } from "./plan.ts";

/** A case that is open: what the list knows of it, and what was read of it; null until that is here. */
export interface OpenCase {
  row: Row | null;
  listed: ListedCase | null;
  conversation: CaseConversation | null;
  homes: SameHomes;
  news: boolean; // something came in while it was open
  canReply: boolean;
  problem: string; // a catalogue's key of why it could not be read, or answered
}

/** What is being written, and how that goes. */
export interface CaseDoing extends Doing {
  draft: Draft;
  sending: boolean;
  sent: boolean;
  clashes: Clash[];
  replies: StandardReply[];
  editing: StandardReply[] | null; // the standard replies, while somebody edits them
}

export interface CasePage {
  opened: OpenCase;
  doing: CaseDoing;
  viewer: Viewer;
}

const NO_REPLY = { text: "", question: false };

export function casePage({ opened, doing, viewer }: CasePage) {
  const { row, listed, homes, news, problem } = opened;
  const { draft, clashes, replies, editing, held, sending, sent } = doing;
  const items = opened.conversation?.items ?? (problem ? [] : null);
  const shown = {
    items,
    ...{ heading: row?.where.split("\n")[0] ?? "", draft: draft.reply ?? NO_REPLY, news },
    arrived: opened.conversation?.arrived ?? "",
    canReply: opened.canReply && isAnswerable(opened.conversation),
    isOtherReporter: opened.conversation?.isOtherReporter ?? false,
  };
  return html`${backToList(viewer.back)}
    <div class="desk">
      ${conversation({ opened: shown, doing: { problem, held, sending, sent }, replies, editing })}
      ${
        items?.length && row && !listed?.isShort
          ? plan({
              ...{ row, file: listed?.file ?? null, flag: listed?.flag ?? "", items, homes },
              ...{ draft: draft.file, clashes, doing, viewer },
            })
          : nothing
      }
    </div>`;
}

// A case that nobody was given a code for can't be answered.
function isAnswerable(found: CaseConversation | null): boolean {
  const [report] = found?.items ?? [];
  return !(report && isReadable(report) && report.document.body.answerable === false);
}
