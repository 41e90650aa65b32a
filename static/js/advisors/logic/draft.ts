// What is being written and not sent or saved yet.
import type { Answers } from "../../crypto/written/answers.ts";
import { NEW, type CaseState } from "./casefile.ts";
import type { Row } from "./rows.ts";
import type { StandardReply } from "./team.ts";
import { dueBy } from "./triage.ts";
import type { Holidays } from "./workdays.ts";

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

/**
 * What noting begins with, at the desk and on a visit: what is there, with what is proposed for a new case.
 * @param file null for a new case
 * @param me an advisor's id
 * @param today ISO day
 */
export function begun(
  file: CaseState | null,
  row: Pick<Row, "level" | "day">,
  { me, today }: { me: string; today: string },
  holidays: Holidays,
): FileDraft {
  const base = file ?? NEW;
  const level = base.level || row.level || "grey";
  const next = base.next || (base.closed ? "" : proposedDay(level, row.day, today, holidays));
  const mine = file ? { ...base, level, next } : { ...base, level, next, owner: me, step: "call" };
  return { base, mine, note: "" };
}

/**
 * @param day ISO day on which the case came
 * @returns ISO day by which something of this level is acted upon, not before today
 */
export function proposedDay(level: string, day: string, today: string, holidays: Holidays): string {
  const due = dueBy(level, day, holidays);
  return due > today ? due : today;
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
