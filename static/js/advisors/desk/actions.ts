// What an advisor does with a case, and what came of it: saved, refused, or clashed with what a colleague did. Says
// `change` when something did, and `refused` with whatever the page has to say in its own place.
import { randomBytes, toHex } from "../../crypto/bytes.ts";
import { NotSent } from "../../web/post.ts";
import type { Casebook } from "../cases/casebook.ts";
import { Clashed } from "../cases/casefiles.ts";
import { SessionOver } from "../keys/keyring.ts";
import type { CaseConversation } from "../logic/case.ts";
import { NEW, NO_CASE, type CaseState, type Clash } from "../logic/casefile.ts";
import type { FileDraft } from "../logic/draft.ts";
import { withLog, type Said } from "../logic/log.ts";
import type { Team } from "../logic/team.ts";
import { ApiError } from "../session/api.ts";
import type { Session } from "../session/session.ts";
import { BACKGROUND, type Trust } from "../session/trust.ts";
import type { Drafts } from "./drafts.ts";

/** Why something was refused: the error, the case that it is about, the sentence for what was not sent. */
export interface Refusal {
  error: unknown;
  id: string;
  sentence?: string;
}

export class Actions extends EventTarget {
  #session;
  #trust;
  #casebook;
  #drafts;
  /** the cases that a reply is on its way for */
  sending = new Set<string>();
  /** The case in which a reply was just sent. */
  sent = "";
  saving = false;
  saved = false;
  /** A catalogue's key of what keeps a case from being saved. */
  problem = "";
  clashes: Clash[] = [];

  constructor(session: Session, trust: Trust, casebook: Casebook, drafts: Drafts) {
    super();
    this.#session = session;
    this.#trust = trust;
    this.#casebook = casebook;
    this.#drafts = drafts;
  }

  /** Another case is shown: what was said of the last one is nobody's business there. */
  turn() {
    this.sent = this.problem = "";
    this.saved = false;
    this.clashes = [];
  }

  /** @param problem a catalogue's key */
  refuse(problem: string) {
    this.problem = problem;
    this.saved = false;
    this.#changed();
  }

  /** @param readAnew shows the case as it is by now */
  async reply(
    id: string,
    body: { text: string; question: boolean },
    conversation: CaseConversation,
    readAnew: () => Promise<CaseConversation | null>,
  ) {
    if (this.sending.has(id)) return;
    this.sent = "";
    this.sending.add(id);
    this.#changed();
    try {
      await this.#casebook.reply(id, body, conversation, document.documentElement.lang);
      this.#drafts.drop(id, "reply");
      this.sent = id;
      const now = await readAnew();
      if (now) await this.#casebook.vouchFor(id, now);
    } catch (error) {
      // What came in between is shown before it is asked whether the reply still fits.
      if (error instanceof NotSent && error.reason === "news") await readAnew().catch(() => {});
      this.#refused({ error, id, sentence: replyProblem(error) });
    } finally {
      this.sending.delete(id);
      this.#changed();
    }
  }

  async save(id: string, { file, said }: { file: FileDraft; said: Said[] }) {
    if (this.saving) return;
    this.#drafts.set(id, { file: { ...file, note: said.at(0)?.text ?? "" } }); // so that nothing is lost if it fails
    this.saving = true;
    this.turn();
    this.#changed();
    try {
      const writer = { by: this.#session.advisor.id, day: this.#trust.today, at: clock() };
      const mine = withLog(file.base, file.mine, said, writer, () => toHex(randomBytes(8)));
      await this.#casebook.note(id, file.base, mine);
      this.#drafts.drop(id, "file");
      this.saved = true;
    } catch (error) {
      if (error instanceof Clashed) this.#show(id, error);
      else this.#notSaved(error, id);
    } finally {
      this.saving = false;
      this.#changed();
    }
  }

  settle(id: string, { clash, chosen }: { clash: Clash; chosen: Partial<CaseState> }) {
    const { file } = this.#drafts.get(id);
    if (!file) return;
    const settled = { ...file, mine: { ...file.mine, ...chosen } };
    this.#drafts.set(id, { file: settled });
    this.clashes = this.clashes.filter((each) => each !== clash);
    if (this.clashes.length) this.#changed();
    else this.save(id, { file: settled, said: [] });
  }

  /** @param draft whose words are kept until they are saved */
  async share(change: Partial<Team>, draft: string) {
    const base = this.#casebook.team;
    this.saved = false;
    try {
      await this.#casebook.share(base, { ...base, ...change });
      this.#drafts.drop(draft, "form");
      this.saved = true;
      this.#changed();
    } catch (error) {
      this.#refused({ error, id: "", sentence: "js.inbox.not_saved" });
    }
  }

  /**
   * Tells everybody when somebody reads again.
   * @param day ISO day; empty takes that down
   */
  async tellAbsence(day: string) {
    try {
      this.#trust.check(BACKGROUND);
      await this.#session.api.post("/inbox/absence", { day });
      this.#casebook.absence = day;
      this.#changed();
    } catch (error) {
      this.#refused({ error, id: "", sentence: "js.inbox.not_now" });
    }
  }

  /**
   * Deletes cases that were none, at once.
   * @returns whether all are gone
   */
  async delete(ids: string[]): Promise<boolean> {
    try {
      for (const id of ids) await this.#deleteOne(id);
      return true;
    } catch (error) {
      const sentence = error instanceof ApiError && error.code === "brake" ? "js.inbox.brake" : "js.inbox.not_deleted";
      this.#refused({ error, id: ids.length === 1 ? ids[0] : "", sentence });
      return false;
    }
  }

  async #deleteOne(id: string) {
    const { today } = this.#trust;
    await this.#casebook.conversation(id); // what is deleted was read whole
    const base = this.#casebook.get(id)?.file ?? NEW;
    const ending = { closed: base.closed || today, outcome: base.outcome || NO_CASE, next: "", purge: today };
    await this.#casebook.note(id, base, { ...base, ...ending }, { isCounted: false }); // unless it is, it was none
    await this.#casebook.purge(id);
    this.#drafts.drop(id, "reply");
    this.#drafts.drop(id, "file");
  }

  // What both have written is there already; what clashes is asked for.
  #show(id: string, { theirs, merged, clashes }: Clashed) {
    this.#drafts.set(id, { file: { base: theirs, mine: merged, note: "" } });
    this.clashes = clashes;
  }

  #notSaved(error: unknown, id: string) {
    if (statusOf(error) === 401 || error instanceof SessionOver) return this.#refused({ error, id });
    const reason = error instanceof NotSent ? error.reason : "";
    const sentences: Record<string, string> = {
      list: "js.inbox.reply_list",
      gate: "js.inbox.not_now",
      words: "js.inbox.settings_unsigned",
    };
    this.problem = sentences[reason] ?? "js.inbox.not_saved";
  }

  #refused(detail: Refusal) {
    this.dispatchEvent(new CustomEvent("refused", { detail }));
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @returns the status of the answer; 0 if there was none */
export function statusOf(error: unknown): number {
  return error instanceof ApiError || error instanceof NotSent ? error.status : 0;
}

/** @returns the time here, "HH:MM" */
export function clock(): string {
  const now = new Date();
  return `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
}

/** @returns the sentence for a reply that was not sent */
function replyProblem(error: unknown): string {
  const sentences: Record<string, string> = {
    ...{ full: "js.inbox.reply_full", news: "js.inbox.reply_news", list: "js.inbox.reply_list" },
    gate: "js.inbox.not_now",
  };
  return (error instanceof NotSent && sentences[error.reason]) || "js.inbox.reply_failed";
}
