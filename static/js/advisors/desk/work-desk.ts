// An unlocked inbox: which screen is shown, what is fetched for it, what is sent from it. What was opened lives in the
// casebook; what is being written lives in the drafts, which outlive a lock.
import { html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { NotSent } from "../../web/post.ts";
import type { Casebook } from "../cases/casebook.ts";
import type { Heard } from "../cases/writing-down.ts";
import { SessionOver } from "../keys/keyring.ts";
import type { CaseConversation, ListedCase } from "../logic/case.ts";
import type { CaseState } from "../logic/casefile.ts";
import type { Draft } from "../logic/draft.ts";
import { RowCache } from "../logic/row-cache.ts";
import { areLinked, sameHomes, type Filter, type Row } from "../logic/rows.ts";
import { standIns } from "../logic/team.ts";
import { ApiError } from "../session/api.ts";
import type { Session } from "../session/session.ts";
import { BACKGROUND, NEW_CASE, type Trust } from "../session/trust.ts";
import { Actions, clock, statusOf, type Refusal } from "./actions.ts";
import type { Drafts } from "./drafts.ts";
import { isOurs, moveInList } from "./keyboard.ts";
import { listBanners } from "./list/banners.ts";
import { PageElement, say } from "./parts/page-element.ts";
import { currentRoute } from "./parts/route.ts";
import { holidays, lists, settings } from "./parts/settings.ts";
import { Watch } from "./watch.ts";
import "./list/case-list.ts";

/**
 * Where somebody is, kept over a lock: the address, what was last open, how far the list was scrolled, how high its
 * rows are.
 */
export interface ListPosition {
  hash: string;
  seen: string;
  scroll: number;
  heights: Map<string, number>;
}

const NO_REPLY = { text: "", question: false };
const VISIT_MINUTES = 5;

/** What is fetched when it is first needed. */
const SCREENS: Record<string, () => Promise<unknown>> = {
  case: () => import("./case/case-screen.ts"),
  visit: () => import("./case/visit-page.ts"),
  card: () => import("./case/door-card.ts"),
  paper: () => import("./case/paper-page.ts"),
  papers: () => import("./case/paper-page.ts"),
  new: () => import("./pages/new-case.ts"),
  away: () => import("./pages/away-page.ts"),
  posters: () => import("./pages/posters-page.ts"),
  figures: () => import("./pages/figures-page.ts"),
};

class WorkDesk extends PageElement {
  static properties = {
    session: { attribute: false },
    trust: { attribute: false },
    casebook: { attribute: false },
    drafts: { attribute: false },
    place: { attribute: false },
    screen: { state: true },
    conversation: { state: true },
    problem: { state: true },
    typed: { state: true },
    filter: { state: true },
    fetched: { state: true },
    news: { state: true },
  };

  declare session: Session;
  declare trust: Trust;
  declare casebook: Casebook;
  declare drafts: Drafts;
  place: ListPosition = { hash: "", seen: "", scroll: 0, heights: new Map() };
  conversation: CaseConversation | null = null;
  problem = "";
  typed = "";
  filter: Filter = { group: "open", level: "", kind: "", organisation: "" };
  fetched: { at: string; isOffline: boolean } = { at: "", isOffline: false };
  news = false;

  #watch: Watch | null = null;
  #end = new AbortController();
  #work!: Actions;
  #isBeginning = false;
  #cache = new RowCache();
  /** everything that is opened; null once it has changed */
  #opened: { rows: Row[]; files: Map<string, CaseState | null>; homes: Map<string, string[]> } | null = null;

  constructor() {
    super();
    this.screen = "";
  }

  connectedCallback() {
    super.connectedCallback();
    const { signal } = this.#end;
    this.#work = new Actions(this.session, this.trust, this.casebook, this.drafts);
    const changed = () => {
      this.#opened = null;
      this.requestUpdate();
    };
    for (const each of [this.casebook, this.#work]) each.addEventListener("change", changed, { signal });
    // A few rows at a time, and not all when they are shown.
    const prepare = (event: Event) => this.#cache.rowsOf((event as CustomEvent<ListedCase[]>).detail, this.#view);
    this.casebook.addEventListener("taken", prepare, { signal });
    const refused = (event: Event) => {
      const { error, id, sentence } = (event as CustomEvent<Refusal>).detail;
      this.#refused(error, id, sentence);
    };
    this.#work.addEventListener("refused", refused, { signal });
    window.addEventListener("hashchange", () => this.#route(), { signal });
    window.addEventListener("keydown", this.#key, { signal });
    SCREENS.case().catch(() => {}); // early; whoever opens a case hears if it does not come
    this.#begin().catch((error) => this.#refused(error));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#end.abort();
    this.#watch?.stop();
  }

  async #begin() {
    this.#isBeginning = true;
    try {
      this.#route();
      await this.casebook.read();
      await this.casebook.tidyUp();
    } finally {
      this.#isBeginning = false;
    }
    this.fetched = { at: clock(), isOffline: false };
    this.#watch = new Watch((how) => this.#refresh(how));
    await this.#watch.now({ isAsked: false }); // what came meanwhile, and what is told of no case
  }

  get #view() {
    const { today } = this.trust;
    return {
      ...{ words: settings, today, holidays, pressingDays: settings.pressing_days, me: this.session.advisor.id },
      standIns: standIns(this.casebook.team, today),
      nameOf: this.#nameOf,
    };
  }

  /** Everything that is opened: as rows, what was noted of each, and which may be about one home. */
  get #everything() {
    if (this.#opened) return this.#opened;
    const rows = this.#cache.rowsOf(this.casebook.cases, this.#view);
    const files = new Map(Array.from(this.casebook.cases, ({ case: id, file }) => [id, file]));
    this.#opened = { rows, files, homes: sameHomes(rows, files) };
    return this.#opened;
  }

  #nameOf = (id: string) => this.trust.nameOf(id);

  render() {
    if (this.screen === "list" || !this.screen) return this.#list();
    const tag = (TAGS as Record<string, string>)[this.screen];
    // Its view comes over the network, too.
    if (!customElements.get(tag)) {
      return html`<p class="notice" role="alert">${say(this.problem || "js.advisors.working")}</p>`;
    }
    if (this.screen === "case") return keyed(this.#id, this.#case());
    if (this.screen === "visit") return keyed(this.#id, this.#visit());
    if (this.screen === "card") return html`<door-card .case=${this.#id}></door-card>`;
    if (this.screen === "new") return this.#new();
    if (this.screen === "away") return this.#away();
    if (this.screen === "posters") return this.#posters();
    if (this.screen === "figures") return this.#figures();
    return keyed(this.#id, this.#paper());
  }

  /** @param by see `Trust.mayWrite` */
  #isHeld(by: string) {
    return !this.trust.mayWrite(by);
  }

  #list() {
    const { rows, homes } = this.#everything;
    const { team, mailFails, tallying, retention } = this.casebook;
    const { handovers } = team;
    const whereOf = (id: string) => rows.find((row) => row.id === id)?.where ?? "";
    const seen = { me: this.session.advisor.id, today: this.trust.laterDay, nameOf: this.#nameOf };
    return html`${this.#notice()} ${listBanners({ mailFails, tallying, retention, whereOf, handovers }, seen)}
      <case-list
        .rows=${rows}
        .together=${homes}
        .texts=${this.casebook.texts}
        .searchable=${this.casebook.searchable}
        .remade=${this.casebook.remade}
        .heights=${this.place.heights}
        .filter=${this.filter}
        .typed=${this.typed}
        .today=${this.trust.laterDay}
        .nameOf=${this.#nameOf}
        .progress=${this.casebook.progress}
        .resealing=${this.casebook.resealing}
        .remembered=${this.casebook.remembered}
        .fetched=${this.fetched}
        .seen=${this.place.seen}
        @accept=${({ detail }: CustomEvent) => this.casebook.accept(detail).catch((error) => this.#refused(error))}
        @filter=${({ detail }: CustomEvent) => (this.filter = detail)}
        @typed=${({ detail }: CustomEvent) => (this.typed = detail)}
        @fetch=${this.#ask}
        @delete=${({ detail }: CustomEvent) => this.#delete(detail)}
      ></case-list>`;
  }

  #notice() {
    return this.problem ? html`<p class="notice" role="alert">${say(this.problem)}</p>` : nothing;
  }

  #case() {
    const id = this.#id;
    const { rows, files, homes } = this.#everything;
    const row = rows.find((each) => each.id === id) ?? null;
    const others = homes.get(id) ?? [];
    const draft = this.drafts.get(id);
    return html`<case-screen
      .row=${row}
      .listed=${this.casebook.get(id) ?? null}
      .conversation=${this.conversation}
      .isFailed=${this.problem !== ""}
      .canReply=${Boolean(this.conversation?.replyTo) && !this.trust.problem}
      .problem=${this.problem}
      .draft=${draft.reply ?? NO_REPLY}
      .sending=${this.#work.sending.has(id)}
      .sent=${this.#work.sent === id}
      .news=${this.news}
      .held=${this.#isHeld(id)}
      .team=${this.casebook.team}
      .work=${{
        draft: draft.file,
        clashes: this.#work.clashes,
        together: rows.filter((each) => others.includes(each.id) && !areLinked(files, id, each.id)),
        linked: rows.filter((each) => each.id !== id && areLinked(files, id, each.id)),
        today: this.trust.laterDay,
        me: this.session.advisor.id,
        advisors: this.trust.advisors,
        nameOf: this.#nameOf,
        saving: this.#work.saving,
        saved: this.#work.saved,
        problem: this.#work.problem,
      }}
      @draft=${({ detail }: CustomEvent) => this.#keep({ reply: detail })}
      @reply=${({ detail }: CustomEvent) => this.#reply(detail)}
      @replies=${({ detail }: CustomEvent) => this.#work.share({ replies: detail }, "replies")}
      .editing=${this.drafts.get("replies").form?.replies ?? null}
      @editing=${({ detail }: CustomEvent) => this.#keepForm("replies", detail && { replies: detail })}
      @work=${({ detail }: CustomEvent) => this.#keep({ file: detail })}
      @save=${({ detail }: CustomEvent) => this.#work.save(id, detail)}
      @settle=${({ detail }: CustomEvent) => this.#work.settle(id, detail)}
      @refuse=${({ detail }: CustomEvent) => this.#work.refuse(detail)}
      @delete=${({ detail }: CustomEvent) => this.#delete(detail)}
    ></case-screen>`;
  }

  #visit() {
    const listed = this.casebook.get(this.#id) ?? null;
    const row = this.#everything.rows.find((each) => each.id === this.#id) ?? null;
    return html`<visit-page
      .row=${row}
      .listed=${listed?.isShort ? null : listed}
      .today=${this.trust.laterDay}
      .nameOf=${this.#nameOf}
      .problem=${this.#work.problem || this.problem}
      .held=${this.#isHeld(this.#id)}
      .saving=${this.#work.saving}
      .saved=${this.#work.saved}
      .draft=${this.drafts.get(this.#id).file}
      @work=${({ detail }: CustomEvent) => this.#keep({ file: detail })}
      @save=${({ detail }: CustomEvent) => this.#work.save(this.#id, detail)}
    ></visit-page>`;
  }

  #new() {
    return html`<new-case
      .form=${this.drafts.get("new").form ?? {}}
      @form=${({ detail }: CustomEvent) => this.#keepForm("new", detail)}
      .problem=${this.problem}
      .held=${this.#isHeld(NEW_CASE)}
      .write=${(heard: Heard) => this.casebook.writeDown(heard, document.documentElement.lang)}
      @refused=${({ detail }: CustomEvent) => this.#refused(detail)}
    ></new-case>`;
  }

  #away() {
    return html`<away-page
      .team=${this.casebook.team}
      .flag=${this.casebook.teamFlag}
      .notice=${this.casebook.notice}
      .today=${this.trust.laterDay}
      .me=${this.session.advisor.id}
      .advisors=${this.trust.advisors}
      .nameOf=${this.#nameOf}
      .problem=${this.problem}
      .held=${this.#isHeld(BACKGROUND)}
      .saved=${this.#work.saved}
      .form=${this.drafts.get("away").form ?? {}}
      @form=${({ detail }: CustomEvent) => this.#keepForm("away", detail)}
      @handovers=${({ detail }: CustomEvent) => this.#work.share({ handovers: detail }, "away")}
      @notice=${({ detail }: CustomEvent) => this.#work.putUp(detail)}
    ></away-page>`;
  }

  #posters() {
    return html`<posters-page
      .session=${this.session}
      .trust=${this.trust}
      .held=${this.#isHeld(BACKGROUND)}
    ></posters-page>`;
  }

  #figures() {
    const { casebook, session } = this;
    const { rows } = this.#everything;
    return html`<figures-page
      .casebook=${casebook}
      .session=${session}
      .rows=${rows}
      .isWhole=${casebook.isWhole}
      .refused=${this.problem}
    ></figures-page>`;
  }

  #paper() {
    const ids = this.screen === "paper" ? [this.#id] : null;
    return html`<paper-page
      .ids=${ids}
      .rows=${this.#everything.rows}
      .today=${this.trust.laterDay}
      .nameOf=${this.#nameOf}
      .read=${(id: string) => this.casebook.conversation(id)}
      .fileOf=${(id: string) => this.casebook.get(id)?.file ?? null}
    ></paper-page>`;
  }

  /** The case that the address names; empty for none. */
  get #id(): string {
    const route = currentRoute(lists);
    return "id" in route ? route.id : "";
  }

  async #route() {
    const route = currentRoute(lists);
    const from = this.screen;
    if (from === "list" && route.screen !== "list") this.place.scroll = window.scrollY;
    const address = window.location.hash;
    this.problem = "";
    this.news = false;
    this.#work.turn();
    this.conversation = null;
    this.session.idle.setLimit(
      route.screen === "visit" ? Math.min(VISIT_MINUTES, settings.lock_minutes) : settings.lock_minutes,
    );
    if (route.screen === "list") return this.#backToList(route.filter, from);
    const id = this.#id;
    if (id) this.place.seen = id;
    await SCREENS[route.screen]().catch(() => this.#refused(new ApiError(0), id));
    if (!this.isConnected || window.location.hash !== address) return; // gone on while its view came
    this.screen = route.screen;
    await this.shown(); // with what stands in it
    window.scrollTo(0, 0);
    this.querySelector("h1")?.focus();
    if (route.screen === "case") await this.#readCase(id).catch((error) => this.#refused(error, id));
    if (route.screen === "visit") await this.#readVisit(id).catch((error) => this.#refused(error, id));
  }

  // To the same place in the list, with the row that was just seen in focus.
  async #backToList(filter: Filter, from: string) {
    this.filter = filter;
    const isBack = from !== "" && from !== "list";
    if (!isBack) return this.turnTo("list");
    this.screen = "list";
    await this.updateComplete;
    await this.querySelector("case-list")?.goBack(this.place.scroll, this.place.seen);
    this.#watch?.now({ isAsked: false });
  }

  #ask = async () => {
    this.problem = "";
    if (this.#watch) await this.#watch.now({ isAsked: true });
    else if (!this.#isBeginning) await this.#begin().catch((error) => this.#refused(error)); // the first time it failed
    this.querySelector("case-list")?.arrange();
  };

  async #refresh({ isAutomatic }: { isAutomatic: boolean }) {
    try {
      await (isAutomatic ? this.session.api.quietly(this.#fetch) : this.#fetch());
      this.fetched = { at: clock(), isOffline: false };
    } catch (error) {
      if (!isAutomatic || statusOf(error) === 401) this.#refused(error);
      if (!(error instanceof SessionOver)) this.fetched = { ...this.fetched, isOffline: true };
    }
  }

  // What is new in the case that somebody has open is shown, and read.
  #fetch = async () => {
    const id = this.screen === "case" ? this.#id : "";
    const before = id && this.casebook.get(id)?.stamp;
    await this.casebook.refresh();
    const isOpen = id !== "" && id === this.#id && document.visibilityState === "visible";
    if (isOpen && this.casebook.get(id)?.stamp !== before && this.conversation) {
      const places = this.conversation.items.length;
      const now = await this.#readCase(id);
      this.news = (now?.items.length ?? 0) > places;
    }
    await this.casebook.tidyUp();
  };

  /** @returns null if another case is open by now */
  async #readCase(id: string): Promise<CaseConversation | null> {
    const conversation = await this.casebook.conversation(id);
    if (id !== this.#id || !this.isConnected) return null;
    this.conversation = conversation;
    await this.casebook.markRead(id, conversation);
    return conversation;
  }

  // On a visit one needs every word, and all that was noted.
  async #readVisit(id: string) {
    await this.casebook.conversation(id);
    this.#opened = null;
    this.requestUpdate();
  }

  #keep(draft: Draft) {
    this.drafts.set(this.#id, draft);
    this.#work.saved = false;
    if (draft.file) this.#work.problem = "";
    this.requestUpdate();
  }

  /** @param name of a form that belongs to no case @param form null for nothing begun */
  #keepForm(name: string, form: Record<string, unknown> | null) {
    if (form) this.drafts.set(name, { form });
    else this.drafts.drop(name, "form");
    this.requestUpdate();
  }

  #reply(body: { text: string; question: boolean }) {
    const id = this.#id;
    this.problem = "";
    if (this.conversation) this.#work.reply(id, body, this.conversation, () => this.#readCase(id));
  }

  async #delete(ids: string[]) {
    this.problem = "";
    if ((await this.#work.delete(ids)) && this.#id) window.location.hash = "";
  }

  /**
   * @param id the case that it is about; once another is open, it is nobody's business there
   * @param sentence for what was not sent
   */
  #refused = (error: unknown, id?: string, sentence: string = "js.advisors.offline") => {
    if (error instanceof SessionOver) return; // it was for a session that nobody looks at any more
    const status = statusOf(error);
    if (status === 401) this.dispatchEvent(new CustomEvent("over"));
    else if (!id || id === this.#id) {
      const isGone = status === 404 && error instanceof ApiError;
      this.problem = isGone ? "js.inbox.no_case" : error instanceof NotSent ? sentence : "js.advisors.offline";
    }
  };

  #key = (event: KeyboardEvent) => {
    if (!isOurs(event)) return;
    if (this.screen !== "list") this.#keyInCase(event);
    else if (!moveInList(event, this)) {
      if (event.key === "/") this.#focusOn(event, "#search");
      else if (event.key === "g") this.#ask();
    }
  };

  #keyInCase(event: KeyboardEvent) {
    if (event.key === "u" || event.key === "Escape") this.#toList(event);
    else if (event.key === "s") this.#focusOn(event, "#reply");
    else if (event.key === "n") this.#focusOn(event, "#note");
  }

  #toList(event: KeyboardEvent) {
    event.preventDefault();
    (this.querySelector("a[data-back]") as HTMLElement | null)?.click();
  }

  #focusOn(event: KeyboardEvent, selector: string) {
    event.preventDefault();
    (this.querySelector(selector) as HTMLElement | null)?.focus();
  }
}

const TAGS = {
  ...{ case: "case-screen", visit: "visit-page", card: "door-card", paper: "paper-page", papers: "paper-page" },
  ...{ new: "new-case", away: "away-page", posters: "posters-page", figures: "figures-page" },
};

customElements.define("work-desk", WorkDesk);
