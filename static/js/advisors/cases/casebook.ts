// The cases of one session: listed from their cards, and opened where a card can't be used. Says `taken` of some at a time, and
// `change` when something is to be shown anew.
import { toBase64 } from "../../crypto/bytes.ts";
import { SHARED, TALLY, TEAM } from "../../crypto/casefile.ts";
import { isSame, readMark, transcript } from "../../crypto/talk.ts";
import { NotSent } from "../../web/post.ts";
import { SessionOver } from "../keys/keyring.ts";
import type { Inside } from "../keys/opening.ts";
import type { Words } from "../logic/answers.ts";
import type { CaseConversation, LedgeredCase, ListedCase, OpenedCase, ServerCase } from "../logic/case.ts";
import type { CaseState, FileVersion } from "../logic/casefile.ts";
import { isReadable, lastOpened } from "../logic/conversation.ts";
import { textOf } from "../logic/list-card.ts";
import { asTeam, type Team } from "../logic/team.ts";
import { ApiError } from "../session/api.ts";
import type { Session } from "../session/session.ts";
import { BACKGROUND, type Trust } from "../session/trust.ts";
import { Casefiles } from "./casefiles.ts";
import { Ledgers } from "./ledger.ts";
import { ListCards } from "./list-cards.ts";
import { Reading, isPartly, talkIn } from "./reading.ts";
import { Findings } from "./remembering.ts";
import { Replies } from "./replying.ts";
import { Resealer, type ConversationKeys } from "./reseal.ts";
import { Retention, type DueCases } from "./retention.ts";
import { TallyKeeper } from "./tally.ts";
import { writeDown, type Heard } from "./writing-down.ts";

/** What the server tells of every case: places, how far read, versions of its file, the day on which it goes. */
export interface ToldState {
  cases: Record<string, [number, number, number, string | null]>;
  team: number;
  tally: number;
  absence: string;
  mail: string;
  today: string;
}

const STATE = "/inbox/state";
const ONLY = 100; // cases asked for by their ids at once
const AT_ONCE = 3; // such requests on their way
const FEW = 20; // whole texts that are read for the search before the page has its turn
const SLICE = 100; // cases that are taken before the page has its turn
const SHOW_MS = 1000; // how often the list is shown anew while it is read

/** How far something is. */
export interface Progress {
  done: number;
  total: number;
}

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
  #cards;
  #findings;
  #resealing;
  #retention;
  #shown = 0; // when the list was shown last
  /** cases that were read whole: an advisor has seen what is there */
  #whole = new Set<string>();
  #words;
  #tidied: Promise<void> = Promise.resolve();
  #told = 0; // the version of the tally that the cases are at least as new as; a newer one may have lines that they lack
  #cases = new Map<string, ListedCase>();
  /** how far reading is; null when it is not under way */
  progress: Progress | null = null;
  /** how many can be searched; null for all */
  searchable: Progress | null = null;
  /** How many cases had to be opened because they had no card that could be used. */
  remade = 0;
  /** What is searched, by case. */
  texts = new Map<string, string>();
  resealing: import("./reseal.ts").ResealProgress | null = null;

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
    this.#cards = new ListCards(session, trust);
    trust.standing = {
      isClear: () => this.#findings.isCompared && !this.#findings.isSuspicious,
      isWhole: (id) => this.#whole.has(id),
    };
    this.#retention = new Retention(session, trust, this.files);
    this.#resealing = new Resealer(session, trust, (ids) => this.#keysOf(ids));
  }

  get(id: string): ListedCase | undefined {
    return this.#cases.get(id);
  }

  /** Whether all cases have been read, and compared with what the ledgers say. */
  get isWhole() {
    return this.#findings.isCompared && this.progress === null;
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
    return this.#cases.values();
  }

  /**
   * Reads all cases.
   * @throws {ApiError | SessionOver}
   */
  async read() {
    this.#findings.begin();
    this.#cases.clear();
    this.texts.clear();
    this.remade = 0;
    this.#changed({ done: 0, total: 0 });
    try {
      this.#cards.begin();
      const problem = await this.books.read();
      await Promise.all(SHARED.map((id) => this.#readShared(id)));
      this.#told = this.files.get(TALLY)?.version ?? 0;
      for await (const told of this.#cards.rows()) {
        const rows = told.filter((row) => isCase(row.case));
        const isUsable = ({ card }: OpenedCase<{ card: unknown }>) => card && !this.#trust.problem;
        await this.#takeCards(rows.filter(isUsable));
        await this.#openAnew(rows.filter((row) => !isUsable(row)).map((row) => row.case));
      }
      await this.#findings.compare(problem, () => this.refresh());
      // Before the list is whole, and not after: whoever searches at once should not be told that there is nothing.
      if (this.texts.size < this.#cases.size) this.searchable = { done: this.texts.size, total: this.#cases.size };
    } finally {
      this.#changed(null);
    }
    await this.#readTexts();
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
    this.#changed(this.progress);
    await this.#readMessages();
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
    const listed = this.#cases.get(id);
    if (listed) this.#keep({ ...listed, ...this.#reading.ofFile(id) });
    if (isCounted && base.closed !== mine.closed) await this.#count(id).catch(unlessOver);
    this.#changed(this.progress);
    this.#cards.handIn().catch(() => {}); // what was noted is safe; a card is only quick
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
    this.#changed(this.progress);
  }

  /**
   * Deletes a case whose day has come, and says so in the ledger first, for the colleague.
   * @returns whether it is out of the server's log, too
   * @throws {ApiError | NotSent | SessionOver}
   */
  async purge(id: string): Promise<boolean> {
    this.#trust.check(id);
    await this.#findings.write({ now: true });
    const { wiped } = await this.#session.api.post<{ wiped: boolean }>(`/inbox/cases/${id}/purge`);
    this.#forget(id);
    await this.#findings.write({ now: true });
    this.#changed(this.progress);
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
      () => this.#lookAfterColleague(),
      () => this.#lookAtDays(),
      () => this.#followTally(),
      () => this.#findings.write(),
      () => this.#cards.handIn(),
    ];
    for (const step of steps) if (this.#trust.mayWrite(BACKGROUND)) await step();
  }

  // Over a tally that something is wrong with nothing is written until somebody has looked at it.
  async #followTally() {
    if (this.#told !== this.files.get(TALLY)?.version) return;
    await this.tallying.follow(this.#cases.values(), turn).catch(unlessOver); // the next time, then
  }

  /** Writes the ledger, however short ago the last one was. */
  async close() {
    if (this.#trust.mayWrite(BACKGROUND) && this.progress === null) await this.#findings.write({ now: true });
  }

  /**
   * Reads one case's conversation.
   * @throws {ApiError | SessionOver}
   */
  async conversation(id: string): Promise<CaseConversation> {
    const row = await this.#fetch(id);
    const conversation = await this.#reading.conversation(row);
    this.#notice(id, conversation.transcripts);
    this.#whole.add(id);
    const listed = this.#reading.asRead(row, conversation);
    const before = this.#cases.get(id);
    this.#keep(listed, { needsCard: !before || before.stamp !== listed.stamp || isPartly(before) });
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
    const listed = this.#cases.get(id);
    if (listed) this.#cases.set(id, { ...listed, news: "" });
    this.#changed(this.progress);
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
    this.#changed(this.progress);
    await this.#findings.write({ now: true });
  }

  /** Vouches at once for what was just written here. */
  async vouchFor(id: string, { transcripts }: CaseConversation) {
    const listed = this.#cases.get(id);
    if (!listed || listed.transcripts.length !== transcripts.length) return;
    await this.#findings.write({ now: true });
  }

  async #reseal() {
    const done = await this.#resealing.run((progress) => {
      this.resealing = progress;
      this.#changed(this.progress);
    });
    this.resealing = done.failed ? done : null;
    this.#changed(this.progress);
  }

  // A card does not hold the keys of a conversation, so cases that are known by theirs are opened once more.
  async #keysOf(ids: string[]): Promise<Map<string, ConversationKeys>> {
    await this.#open(ids.filter((id) => this.#cases.get(id)?.isShort !== false));
    return new Map(
      ids.flatMap((id) => {
        const listed = this.#cases.get(id);
        const talk = listed && talkIn([listed]);
        const replyTo = listed?.document?.body.reply_to;
        return talk && typeof replyTo === "string" ? [[id, { talk, replyTo }] as const] : [];
      }),
    );
  }

  // What a colleague sealed anew is opened here before the old headers go.
  async #lookAfterColleague() {
    const { places } = await this.#session.api.get<{ places: [string, number][] }>("/inbox/reseal/kept");
    const byCase = new Map<string, number[]>();
    for (const [id, seq] of places) byCase.set(id, [...(byCase.get(id) ?? []), seq]);
    for (const [id, kept] of byCase) {
      const { items } = await this.conversation(id);
      const states = new Map(items.map((item) => [item.seq, isReadable(item)]));
      const those = (readable: boolean) => kept.filter((seq) => states.get(seq) === readable).map((seq) => [id, seq]);
      const [opened, closed] = [those(true), those(false)];
      if (opened.length) await this.#session.api.post("/inbox/reseal/opened", { places: opened });
      if (closed.length) await this.#session.api.post("/inbox/reseal/back", { places: closed });
    }
  }

  async #lookAtDays() {
    const differing = [...this.#cases.values()].filter(({ isOff }) => isOff).map((listed) => listed.case);
    await this.#retention.look((id) => this.#cases.has(id), differing);
    if (differing.length) await this.refresh();
    this.#changed(this.progress);
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
    const changed = Object.keys(cases).filter((id) => this.#cases.get(id)?.stamp !== cases[id].join());
    await this.#open(changed.filter(isCase));
    this.#told = tally;
    await this.#drop([...this.#cases.keys()].filter((id) => !cases[id]));
  }

  /** @param rows with cards */
  async #takeCards(rows: OpenedCase<{ card: unknown }>[]) {
    for (let at = 0; at < rows.length; at += SLICE) {
      const some = rows.slice(at, at + SLICE).filter(({ case: id }) => this.#cases.get(id)?.isShort !== false);
      const taken = some.map((row) => this.#reading.fromCard(row));
      for (const listed of taken) this.#cases.set(listed.case, listed);
      this.dispatchEvent(new CustomEvent("taken", { detail: taken }));
      this.#advance();
      await turn();
    }
  }

  // What is new has no card yet; for all others it is said that they had to be opened once more.
  async #openAnew(ids: string[]) {
    await this.#open(ids);
    this.remade += ids.filter((id) => this.#cases.get(id)?.news === "").length;
  }

  // Cases without a card that can be used; they get one. While some are opened, others are on their way.
  async #open(ids: string[]) {
    const waiting = [...ids];
    const openSome = async () => {
      while (waiting.length) {
        const only = waiting.splice(0, ONLY).join();
        await this.#take(await this.#openPacked(`/inbox/rows?only=${only}`));
        this.#advance();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, openSome));
  }

  async #openPacked(url: string): Promise<OpenedCase<Inside>[]> {
    const { api, keyring } = this.#session;
    const { lists, voices, sites, earlierDay: today } = this.#trust;
    const { bytes } = await api.packed(url);
    return keyring.openCases(await bytes, { lists, voices, sites, today });
  }

  async #take(rows: OpenedCase<Inside>[]) {
    const taken = await Promise.all(rows.map((row) => this.#reading.fromOpened(row)));
    for (const [at, listed] of taken.entries()) {
      if (at % FEW === 0) await turn(); // to read a long text for the search takes its time
      this.#notice(listed.case, listed.transcripts);
      this.#keep(listed);
    }
    this.dispatchEvent(new CustomEvent("taken", { detail: taken }));
  }

  // What stood there a moment ago stands there still, whatever was asked for.
  #notice(id: string, transcripts: Uint8Array[]) {
    const before = this.#cases.get(id);
    if (before && !goesOn(before.transcripts, transcripts)) this.#findings.name({ back: [id] });
  }

  // What was opened as a whole can be searched, and gets a card, unless it has one.
  #keep(listed: ListedCase, { needsCard = true }: { needsCard?: boolean } = {}) {
    this.#cases.set(listed.case, listed);
    if (listed.isShort) return;
    this.texts.set(listed.case, textOf(listed));
    if (needsCard && !isPartly(listed)) this.#cards.owe(listed);
  }

  #forget(id: string) {
    this.#cases.delete(id);
    this.texts.delete(id);
    this.files.forget(id);
  }

  // The list is there by now; what its rows are searched by follows.
  async #readTexts() {
    if (!this.searchable) return;
    const short = (id: string) => (this.texts.has(id) ? undefined : this.#cases.get(id));
    for await (const texts of this.#cards.texts(short)) {
      for (const [id, text] of texts) this.texts.set(id, text);
      this.searchable = { done: this.texts.size, total: this.#cases.size };
      if (this.#isTime()) this.#changed(this.progress);
    }
    await this.#open([...this.#cases.keys()].filter((id) => !this.texts.has(id)));
    this.searchable = null;
    this.#changed(this.progress);
  }

  // A report that was opened anew is searched with what came behind it, and only then it gets a card.
  async #readMessages() {
    const waiting = [...this.#cases.values()].filter(isPartly).map((listed) => listed.case);
    const readSome = async () => {
      for (let id = waiting.pop(); id; id = waiting.pop()) await this.#readMessagesOf(id).catch(unlessOver);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, readSome));
  }

  async #readMessagesOf(id: string) {
    const messages = await this.#reading.messages(await this.#fetch(id));
    const listed = this.#cases.get(id);
    if (listed && isPartly(listed)) this.#keep({ ...listed, messages });
  }

  /** @throws {ApiError | SessionOver} */
  #fetch(id: string): Promise<ServerCase> {
    if (!isCase(id)) throw new ApiError(404);
    return this.#session.api.get(`/inbox/cases/${id}`);
  }

  // What was purged as an advisor said goes in silence; anything else that is gone is named.
  async #drop(ids: string[]) {
    if (!ids.length) return;
    const problem = await this.books.read();
    if (problem) this.#findings.name({ problem });
    for (const id of ids) {
      const listed = this.#cases.get(id);
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
    const listed = this.#cases.get(id);
    if (listed && this.#trust.mayWrite(BACKGROUND)) await this.tallying.follow([listed]);
  }

  /** @returns what the ledger speaks of: cases, and what belongs to none */
  get #ledgered(): Map<string, LedgeredCase> {
    const shared = SHARED.map(
      (id) =>
        [id, { places: [], transcripts: [transcript(id)], head: this.files.headOf(id), purge: "" }] as [
          string,
          LedgeredCase,
        ],
    );
    return new Map([...this.#cases, ...shared]);
  }

  // Reading goes on, and is shown now and then.
  #advance() {
    if (this.progress && (!this.progress.done || this.#isTime())) {
      this.#changed({ done: this.#cases.size, total: this.#cards.total });
    }
  }

  /** @returns whether the list is to be shown again */
  #isTime(): boolean {
    return performance.now() - this.#shown >= SHOW_MS;
  }

  #changed(progress: Progress | null) {
    this.progress = progress;
    this.#shown = performance.now();
    this.dispatchEvent(new Event("change"));
  }
}

// No report makes such an id; whoever writes one into the database would have a case taken for what all cases share.
function isCase(id: string) {
  return !SHARED.includes(id);
}

/** @param error of something that is done again the next time @throws {SessionOver} nobody looks any more */
function unlessOver(error: unknown) {
  if (error instanceof SessionOver) throw error;
}

/** Lets the page do what else there is to do. A timeout waits longer the more there are, so it is the second choice. */
function turn() {
  return window.scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
}

/** @param before transcripts @returns whether everything stands that stood there */
function goesOn(before: Uint8Array[], now: Uint8Array[]): boolean {
  const last = before.length - 1;
  return last < now.length && isSame(before[last], now[last]);
}
