// What is being written and not sent or saved yet.
import type { Answers } from "../../crypto/written/answers.ts";
import type { CaseState } from "./casefile.ts";
import type { StandardReply } from "./team.ts";

/** A reply to the reporter. */
export interface ReplyDraft {
  text: string;
  question: boolean;
}

/** What is being noted of a case: the state that it began with, the state as it is to be, and a note. */
export interface FileDraft {
  base: CaseState;
  mine: CaseState;
  note: string;
}

/** What is being written in a page that belongs to no case, by page. */
export interface Forms {
  new: NewCaseForm;
  away: AwayForm;
  replies: StandardReply[];
}

/** A case to be written down: the answers by question, and what is said of them. */
export interface NewCaseForm {
  kind?: string;
  way?: string;
  organisation?: string;
  code?: string;
  answers?: Answers;
}

/** ISO days, and what the colleague should know. */
export interface AwayForm {
  first?: string;
  last?: string;
  note?: string;
}

/** What is being written about one case, or as `form` in a page. */
export interface Draft {
  reply?: ReplyDraft;
  file?: FileDraft;
  form?: Forms[keyof Forms];
}
