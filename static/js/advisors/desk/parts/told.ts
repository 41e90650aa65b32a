// What views tell the desk, by name: everything that somebody does in one of them and that is not its own business.
import type { CaseState, Clash } from "../../logic/casefile.ts";
import type { FileDraft, Forms, ReplyDraft } from "../../logic/draft.ts";
import type { Said } from "../../logic/log.ts";
import type { Filter } from "../../logic/rows.ts";
import type { Handover, StandardReply } from "../../logic/team.ts";
import type { SignedIn } from "../../session/sign-in.ts";

export interface Told {
  // the list
  filter: Filter;
  typed: string; // what is searched for
  fetch: void;
  accept: string; // what a ledger named has been seen: the case's id, empty for what is wrong with the ledgers
  delete: string[]; // ids of cases
  // a case
  draftReply: ReplyDraft;
  reply: ReplyDraft;
  standardReplies: StandardReply[];
  editing: StandardReply[]; // standard replies, being written
  draftFile: FileDraft;
  ending: Partial<CaseState>; // closed, open again, or kept longer
  save: { file: FileDraft; said: Said[] };
  settle: { clash: Clash; chosen: Partial<CaseState> };
  refuse: string; // a catalogue's key of what keeps a case from being saved
  // pages
  form: { page: keyof Forms; form: Forms[keyof Forms] | null }; // what is being written in one; null for nothing any more
  handovers: Handover[];
  absence: string; // the ISO day on which somebody reads again; empty to take that down
  refused: unknown; // an error
  // the inbox
  unlocked: SignedIn;
  over: void; // the server knows this session no more
}
