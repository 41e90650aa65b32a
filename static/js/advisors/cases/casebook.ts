// The cases of one session: listed from their cards, and opened where a card can't be used. Says `taken` of some at a time, and
// `change` when something is to be shown anew.
import { toBase64 } from "../../crypto/bytes.ts";
import { SHARED, TALLY, TEAM } from "../../crypto/casefile.ts";
import { readMark, transcript } from "../../crypto/talk.ts";
import { NotSent } from "../../web/post.ts";
import type { Words } from "../logic/answers.ts";
import type { CaseConversation, LedgeredCase, ListedCase, ToldState } from "../logic/case.ts";
import type { CaseState, FileVersion } from "../logic/casefile.ts";
import { lastOpened } from "../logic/conversation.ts";
import { asTeam, type Team } from "../logic/team.ts";
import type { Session } from "../session/session.ts";
import { BACKGROUND, type Trust } from "../session/trust.ts";
import { Casefiles } from "./casefiles.ts";
import { Findings, Ledgers } from "./ledger.ts";
import { OpenedCases, isCase, turn, unlessOver } from "./opened-cases.ts";
import { Reading, isPartly, talkIn } from "./reading.ts";
import { Resealer, type ResealProgress } from "./reseal.ts";
import { Retention, type DueCases } from "./retention.ts";
import { TallyKeeper } from "./tally.ts";
import { Replies, writeDown, type Heard } from "./write.ts";

const STATE = "/inbox/state";

export class Casebook extends EventTarget {
  books: Ledgers;
  files: Casefiles;
  tallying: TallyKeeper;
  /** the ISO day until which the public pages say that nobody reads; empty for none */
  absence = "";
  /** ISO time since which the mails that tell of something new have failed; empty if they do not */
  mailFails = "";

  #session;
  #trust;
  #reading;
  #replying;
  #findings;
  #resealing;
  #retention;
  /** cases that were read whole: an advisor has seen what is there */
  #whole = new Set<string>();
  #words;
  #tidied: Promise<void> = Promise.resolve();
  #told = 0; // the version of the tally that the cases are at least as new as; a newer one may have lines that they lack
  opened: OpenedCases;
  resealing: ResealProgress | null = null;

  constructor(session: Session, trust: Trust, words: Words & { areSigned: boolean }) {
    super();
    this.#session = session;
    this.#trust = trust;
    this.books = new Ledgers(session, trust);
    this.#findings = new Findings(this.books, () => this.#ledgered);
    this.files = new Casefiles(session, trust, this.books);
    this.#words = words;
    this.tallying = new TallyKeeper(this.files, words);
    this.#reading = new Reading(session, trust, this.books, this.files);
    this.#replying = new Replies(session, trust);
    this.opened = new OpenedCases(session, trust, this.#reading, {
      taken: (detail) => this.dispatchEvent(new CustomEvent("taken", { detail })),
      wentBack: (id) => this.#findings.name({ back: [id] }),
      changed: () => this.dispatchEvent(new Event("change")),
    });
    trust.standing = {
      isClear: () => this.#findings.isCompared && !this.#findings.isSuspicious,
      isWhole: (id) => this.#whole.has(id),
    };
    this.#retention = new Retention(session, trust, this.files);
    this.#resealing = new Resealer(session, trust, (ids) => this.opened.keysOf(ids));
  }

  get(id: string): ListedCase | undefined {
    return this.opened.all.get(id);
  }

  /** Whether all cases have been read, and compared. */
  get isWhole() {
    return this.#findings.isCompared && this.opened.progress === null;
  }

  /** What the ledgers say that is not so; see `Findings`. */
  get findings() {
    return this.#findings.found;
  }

  /** What the server says of the days on which cases go. */
  get retention(): DueCases {
    return this.#retention.found;
  }

  /** What the advisors share besides cases. */
  get team(): Team {
    return this.files.get<Team>(TEAM)?.content ?? asTeam(null);
  }

  /** @returns what is wrong with it; empty if nothing is */
  get teamFlag(): string {
    return this.files.get(TEAM)?.flag ?? "";
  }

  /** @returns in no order */
  get cases(): IterableIterator<ListedCase> {
    return this.opened.all.values();
  }

  /**
   * Reads all cases.
   * @throws {ApiError | SessionOver}
   */
  async read() {
    this.#findings.begin();
    this.opened.begin();
    try {
      const problem = await this.books.read();
      await Promise.all(SHARED.map((id) => this.#readShared(id)));
      this.#told = this.files.get(TALLY)?.version ?? 0;
      await this.opened.readList();
      await this.#findings.compare(problem, () => this.refresh());
      this.opened.countTexts();
    } finally {
      this.opened.changed(null);
    }
    await this.opened.readTexts();
  }

  /**
   * Fetches what has changed since.
   * @throws {ApiError | SessionOver}
   */
  async refresh() {
    const { api } = this.#session;
    const told: ToldState | null = await api.getIfChanged(STATE);
    if (!told) return;
    try {
      await this.#follow(told);
    } catch (error) {
      api.forget(STATE); // what was told was not fetched: the next time it is told again
      throw error;
    }
    this.opened.changed();
    await this.opened.readMessages();
  }

  /**
   * Writes what an advisor noted about a case.
   * @param base what was there when writing began
   * @param how whether a case that is closed with it is one for the boards' figures
   * @throws {Clashed | NotSent | SessionOver}
   */
  async note(id: string, base: CaseState, mine: CaseState, { isCounted = true }: { isCounted?: boolean } = {}) {
    // Which day is the last one follows from what the portal's key has signed, or no ending is.
    if (mine.closed && !base.closed && !this.#words.areSigned) throw new NotSent("words");
    await this.files.save(id, base, mine);
    const listed = this.opened.all.get(id);
    if (listed) this.opened.keep({ ...listed, ...this.#reading.ofFile(id) });
    if (isCounted && base.closed !== mine.closed) await this.#count(id).catch(unlessOver);
    this.opened.changed();
    this.opened.handIn().catch(() => {}); // what was noted is safe; a card is only quick
  }

  /**
   * Writes down what an advisor heard, as a case.
   * @throws {NotSent | SessionOver}
   */
  async writeDown(heard: Heard, language: string): Promise<{ id: string; code: string }> {
    const written = await writeDown(this.#session, this.#trust, heard, language);
    await this.refresh();
    return written;
  }

  /** @throws {NotSent | SessionOver} */
  async share(base: Team, mine: Team) {
    await this.files.save(TEAM, base, mine);
    this.opened.changed();
  }

  /**
   * Deletes a case whose day has come, and says so in the ledger first, for the colleague.
   * @returns whether it is out of the server's log, too
   * @throws {ApiError | NotSent | SessionOver}
   */
  async purge(id: string): Promise<boolean> {
    this.#trust.check(id);
    await this.#findings.writeNext({ now: true });
    const { wiped } = await this.#session.api.post<{ wiped: boolean }>(`/inbox/cases/${id}/purge`);
    this.#forget(id);
    await this.#findings.writeNext({ now: true });
    this.opened.changed();
    return wiped;
  }

  /**
   * What follows reading: seals again what is older than the advisors, looks after a colleague's, writes the ledger,
   * makes cards. One after the other, however often it is asked for.
   */
  tidyUp() {
    this.#tidied = this.#tidied.catch(() => {}).then(() => this.#tidy());
    return this.#tidied;
  }

  async #tidy() {
    const steps = [
      async () => void (this.#trust.isVeteran && (await this.#reseal())),
      async () => void (this.#trust.isVeteran && (await this.files.signAll())),
      () => this.#resealing.lookAfterColleague((id) => this.conversation(id)),
      () => this.#lookAtDays(),
      () => this.#followTally(),
      () => this.#findings.writeNext(),
      () => this.opened.handIn(),
    ];
    for (const step of steps) if (this.#trust.mayWrite(BACKGROUND)) await step();
  }

  // Over a tally that something is wrong with nothing is written until somebody has looked at it.
  async #followTally() {
    if (this.#told !== this.files.get(TALLY)?.version) return;
    await this.tallying.follow(this.opened.all.values(), turn).catch(unlessOver); // the next time, then
  }

  /** Writes the ledger, however short ago the last one was. */
  async close() {
    if (this.#trust.mayWrite(BACKGROUND) && this.opened.progress === null)
      await this.#findings.writeNext({ now: true });
  }

  /**
   * Reads one case's conversation.
   * @throws {ApiError | SessionOver}
   */
  async conversation(id: string): Promise<CaseConversation> {
    const row = await this.opened.fetch(id);
    const conversation = await this.#reading.conversation(row);
    this.opened.notice(id, conversation.transcripts);
    this.#whole.add(id);
    const listed = this.#reading.asRead(row, conversation);
    const before = this.opened.all.get(id);
    this.opened.keep(listed, { needsCard: !before || before.stamp !== listed.stamp || isPartly(before) });
    return conversation;
  }

  /** Notes that an advisor has opened what can be opened; the reporter then sees "read". */
  async markRead(id: string, { items, transcripts }: CaseConversation) {
    const seq = lastOpened(items);
    const talk = talkIn(items);
    if (seq !== null && talk && this.#trust.mayWrite(id)) {
      const mark = toBase64(readMark(talk, seq, transcripts[seq + 1]));
      await this.#session.api.post(`/inbox/cases/${id}/read`, { seq, mark });
    }
    const listed = this.opened.all.get(id);
    if (listed) this.opened.all.set(id, { ...listed, news: "" });
    this.opened.changed();
  }

  /** @throws {NotSent | SessionOver} `news`: something came in between, and was not sealed over */
  async reply(id: string, body: { text: string; question: boolean }, conversation: CaseConversation, language: string) {
    this.books.noteOwn(id, await this.#replying.send(id, body, conversation, language));
  }

  /**
   * One of the things that the ledgers named has been seen. After the last one the next ledger says what there is.
   * @param id of a case; empty for what is wrong with the ledgers themselves
   */
  async accept(id: string) {
    this.#findings.see(id);
    this.opened.changed();
    await this.#findings.writeNext({ now: true });
  }

  /** Vouches at once for what was just written here. */
  async vouchFor(id: string, { transcripts }: CaseConversation) {
    const listed = this.opened.all.get(id);
    if (!listed || listed.transcripts.length !== transcripts.length) return;
    await this.#findings.writeNext({ now: true });
  }

  async #reseal() {
    const done = await this.#resealing.run((progress) => {
      this.resealing = progress;
      this.opened.changed();
    });
    this.resealing = done.failed ? done : null;
    this.opened.changed();
  }

  async #lookAtDays() {
    const differing = [...this.opened.all.values()].filter(({ isOff }) => isOff).map((listed) => listed.case);
    await this.#retention.look((id) => this.opened.all.has(id), differing);
    if (differing.length) await this.refresh();
    this.opened.changed();
  }

  async #follow({ cases, team, tally, absence, mail, today }: ToldState) {
    this.#trust.follow(today);
    this.absence = absence;
    this.mailFails = mail;
    // The tally before the cases: what differs then is older than they are, and is put right.
    for (const [id, version] of [
      [TEAM, team],
      [TALLY, tally],
    ] as const) {
      if (version !== (this.files.get(id)?.version ?? 0)) await this.#readShared(id);
    }
    const changed = Object.keys(cases).filter((id) => this.opened.all.get(id)?.stamp !== cases[id].join());
    await this.opened.open(changed.filter(isCase));
    this.#told = tally;
    await this.#drop([...this.opened.all.keys()].filter((id) => !cases[id]));
  }

  #forget(id: string) {
    this.opened.forget(id);
    this.files.forget(id);
  }

  // What was purged as an advisor said goes in silence; anything else that is gone is named.
  async #drop(ids: string[]) {
    if (!ids.length) return;
    const problem = await this.books.read();
    if (problem) this.#findings.name({ problem });
    for (const id of ids) {
      const listed = this.opened.all.get(id);
      this.#forget(id);
      const isDue = listed?.purge && listed.purge <= this.#trust.earlierDay;
      if (!isDue && !this.books.isPurged(id)) this.#findings.name({ gone: [id] });
    }
  }

  /** @param id one of `SHARED` */
  async #readShared(id: string) {
    const { versions } = await this.#session.api.get<{ versions: FileVersion[] }>(`/inbox/casefiles/${id}`);
    await this.files.open(id, versions);
  }

  /** @param id of a case that was closed, or is open again */
  async #count(id: string) {
    const listed = this.opened.all.get(id);
    if (listed && this.#trust.mayWrite(BACKGROUND)) await this.tallying.follow([listed]);
  }

  /** @returns what the ledger speaks of: cases, and what belongs to none */
  get #ledgered(): Map<string, LedgeredCase> {
    const shared = SHARED.map((id): [string, LedgeredCase] => [
      id,
      { places: [], transcripts: [transcript(id)], head: this.files.headOf(id), purge: "" },
    ]);
    return new Map([...this.opened.all, ...shared]);
  }
}
