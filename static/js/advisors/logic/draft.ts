// What is being written and not sent or saved yet.
import type { CaseState } from "./casefile.ts";

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

/** What is being written about one case, or as `form` in a form that belongs to none. */
export interface Draft {
  reply?: ReplyDraft;
  file?: FileDraft;
  form?: Record<string, unknown>;
}
