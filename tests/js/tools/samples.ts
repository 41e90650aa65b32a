// What the tests of the inbox's logic begin with: each of them whole, so that tsc holds them to what the product reads.
import type { Body, Question, Words } from "../../../static/js/advisors/logic/answers.ts";
import type { CaseState, LogLine } from "../../../static/js/advisors/logic/casefile.ts";
import type { RowSource, RowView } from "../../../static/js/advisors/logic/rows.ts";
import type { OpenedPlace } from "../../../static/js/crypto/conversation.ts";
import type { Document } from "../../../static/js/crypto/document.ts";

export function question(id: string, kind = "text", more: Partial<Question> = {}): Question {
  return { id, kind, choices: [], ...more };
}

/** Words that are their keys. */
export function wordsOf(questions: Words["questions"], organisations: Words["organisations"] = {}): Words {
  return { questions, organisations, least_levels: {}, say: (key) => key };
}

export function documentOf(body: Body, more: Partial<Document> = {}): Document {
  return {
    ...{ type: "report", case: "c", seq: 0, from: "reporter", day: "2026-11-24", language: "da", to: "", after: "" },
    body,
    ...more,
  };
}

/** A place of a conversation that could be opened. */
export function openedOf(document: Document, more: Partial<OpenedPlace> = {}): OpenedPlace {
  return { seq: document.seq, by: document.from, state: "open", document, ...more };
}

export function sourceOf(
  id: string,
  document: Document | undefined,
  file: CaseState | null,
  more: Partial<RowSource> = {},
): RowSource {
  return {
    ...{ case: id, day: "2026-11-24", news: "", state: "open", flag: "", document, file, arrival: "same" },
    ...more,
  };
}

export function viewOf(words: Words, more: Partial<RowView> = {}): RowView {
  return {
    ...{ words, today: "2026-11-24", holidays: new Set(), pressingDays: 3, me: "", standIns: new Map() },
    nameOf: (id) => id,
    ...more,
  };
}

export function entryOf(id: string, text = ""): LogLine {
  return { id, by: "a", day: "2026-11-24", at: "10:00", kind: "note", result: "", text };
}
