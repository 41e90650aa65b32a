// An unlocked inbox: which screen is shown, what is fetched for it, what is sent from it. What was opened lives in the
// casebook; what is being written lives in the drafts, which outlive a lock.
import { html, nothing } from "lit";
import { NotSent } from "../../web/post.ts";
import type { Casebook } from "../cases/casebook.ts";
import { SessionOver } from "../keys/keyring.ts";
import type { CaseConversation, ListedCase } from "../logic/case.ts";
import type { Draft, Forms, ReplyDraft } from "../logic/draft.ts";
import { RowCache } from "../logic/row-cache.ts";
import { ALL_OPEN, sameHomes, type Filter } from "../logic/rows.ts";
import { standIns } from "../logic/team.ts";
import { ApiError } from "../session/api.ts";
import type { Session } from "../session/session.ts";
import type { Trust } from "../session/trust.ts";
import { Actions, clock, statusOf, type Refusal } from "./actions.ts";
import type { Drafts } from "./drafts.ts";
import { listBanners } from "./list/banners.ts";
import { caseList } from "./list/case-list.ts";
import { isOurs, keyInCase, keyInList } from "./parts/keyboard.ts";
import { say } from "./parts/page-element.ts";
import type { ListPosition } from "./parts/position.ts";
import { currentRoute, listAddress } from "./parts/route.ts";
import { holidays, lists, settings } from "./parts/settings.ts";
import type { Told } from "./parts/told.ts";
import { View, hear } from "./parts/view.ts";
import { SCREENS, type Desk, type Everything, type Screen, type Show } from "./screens.ts";
import { Watch } from "./watch.ts";

const VISIT_MINUTES = 5;

export interface WorkDeskProps {
  session: Session;
  trust: Trust;
  casebook: Casebook;
  drafts: Drafts;
  position: ListPosition;
}

export function workDesk(props: WorkDeskProps) {
  return html`<work-desk .props=${props}></work-desk>`;
}

class WorkDesk extends View<WorkDeskProps> {
  static properties = {
    screen: { state: true },
    conversation: { state: true },
    problem: { state: true },
    typed: { state: true },
    filter: { state: true },
    fetched: { state: true },
    news: { state: true },
  };

  conversation: CaseConversation | null = null;
  problem = "";
  typed = "";
  filter: Filter = ALL_OPEN;
  fetched: { at: string; isOffline: boolean } = { at: "", isOffline: false };
  news = false;

  #actions!: Actions;
  #shows = new Map<string, Show>();
  #watch: Watch | null = null;
  #end = new AbortController();
  #isBeginning = false;
  #cache = new RowCache();
  /** everything that is opened; null once it has changed */
  #opened: Everything | null = null;

  connectedCallback() {
    super.connectedCallback();
    const { session, trust, casebook, drafts } = this.props;
    const { signal } = this.#end;
    this.#actions = new Actions(session, trust, casebook, drafts);
    const changed = () => {
      this.#opened = null;
      this.requestUpdate();
    };
    for (const each of [casebook, this.#actions]) each.addEventListener("change", changed, { signal });
    // A few rows at a time, and not all when they are shown.
    const prepare = (event: Event) => this.#cache.rowsOf((event as CustomEvent<ListedCase[]>).detail, this.#view);
    casebook.addEventListener("taken", prepare, { signal });
    const refused = (event: Event) => {
      const { error, id, sentence } = (event as CustomEvent<Refusal>).detail;
      this.#refused(error, id, sentence);
    };
    this.#actions.addEventListener("refused", refused, { signal });
    this.#hearViews(signal);
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

  // Whatever a view tells, however deep it stands.
  #hearViews(signal: AbortSignal) {
    const on = <Name extends keyof Told>(name: Name, answer: (detail: Told[Name]) => unknown) =>
      hear(this, name, answer, { signal });
    const actions = this.#actions;
    on("filter", (filter) => this.#filterBy(filter));
    on("typed", (typed) => (this.typed = typed));
    on("fetch", () => this.#ask());
    on("accept", (id) => this.props.casebook.accept(id).catch((error) => this.#refused(error)));
    on("delete", (ids) => this.#delete(ids));
    on("draftReply", (reply) => this.#keep({ reply }));
    on("draftFile", (file) => this.#keep({ file }));
    on("reply", (reply) => this.#reply(reply));
    on("standardReplies", (replies) => actions.share({ replies }, "replies"));
    on("editing", (replies) => this.#keepForm("replies", replies));
    on("save", (written) => actions.save(this.#id, written));
    on("settle", (settled) => actions.settle(this.#id, settled));
    on("refuse", (problem) => actions.refuse(problem));
    on("form", ({ page, form }) => this.#keepForm(page, form));
    on("handovers", (handovers) => actions.share({ handovers }, "away"));
    on("absence", (day) => actions.tellAbsence(day));
    on("refused", (error) => this.#refused(error));
  }

  async #begin() {
    this.#isBeginning = true;
    try {
      this.#route();
      await this.props.casebook.read();
      await this.#findPosition();
      await this.props.casebook.tidyUp();
    } finally {
      this.#isBeginning = false;
    }
    this.fetched = { at: clock(), isOffline: false };
    this.#watch = new Watch((how) => this.#refresh(how));
    await this.#watch.now({ isAsked: false }); // what came meanwhile, and what is told of no case
  }

  // Whoever was locked out finds the list as it was, unless they have gone on meanwhile.
  async #findPosition() {
    const { scroll, seen } = this.props.position;
    const { activeElement: focused } = document;
    const isUntouched = window.scrollY === 0 && (focused === document.body || focused?.tagName === "H1");
    if (this.screen === "list" && isUntouched && (scroll || seen))
      await this.querySelector("case-list")?.goBack(scroll, seen);
  }

  get #view() {
    const { session, casebook } = this.props;
    const { today } = this.props.trust;
    return {
      ...{ words: settings, today, holidays, pressingDays: settings.pressing_days, me: session.advisor.id },
      standIns: standIns(casebook.team, today),
      nameOf: this.#nameOf,
    };
  }

  get #everything(): Everything {
    if (this.#opened) return this.#opened;
    const { cases } = this.props.casebook;
    const rows = this.#cache.rowsOf(cases, this.#view);
    const files = new Map(Array.from(this.props.casebook.cases, ({ case: id, file }) => [id, file]));
    this.#opened = { rows, files, homes: sameHomes(rows, files) };
    return this.#opened;
  }

  #nameOf = (id: string) => this.props.trust.nameOf(id);

  get #viewer() {
    const { session, trust, position } = this.props;
    const { laterDay: today, advisors } = trust;
    return { me: session.advisor.id, today, advisors, nameOf: this.#nameOf, back: position.back };
  }

  get #desk(): Desk {
    const { conversation, news, problem } = this;
    const known = { id: this.#id, conversation, news, problem, actions: this.#actions, viewer: this.#viewer };
    return { ...this.props, ...this.#everything, ...known };
  }

  render() {
    if (this.screen === "list" || !this.screen) return this.#list();
    const show = this.#shows.get(this.screen);
    if (show) return show(this.#desk);
    // Its view comes over the network, too.
    return html`<p class="notice" role="alert">${say(this.problem || "js.advisors.working")}</p>`;
  }

  #list() {
    const { casebook, position } = this.props;
    const { rows, homes } = this.#everything;
    const { resealing, findings } = casebook;
    const { texts, searchable, remade, progress } = casebook.opened;
    const { filter, typed, fetched } = this;
    const viewer = this.#viewer;
    const cases = { rows, homes, texts, searchable, remade, progress, resealing, findings };
    return html`${this.problem ? html`<p class="notice" role="alert">${say(this.problem)}</p>` : nothing}
    ${listBanners(casebook, rows, viewer)} ${caseList({ cases, filter, typed, fetched, position, viewer })}`;
  }

  /** The case that the address names; empty for none. */
  get #id(): string {
    const route = currentRoute(lists);
    return "id" in route ? route.id : "";
  }

  async #route() {
    const route = currentRoute(lists);
    const { position, session } = this.props;
    const from = this.screen;
    const address = window.location.hash;
    if (from === "list" && route.screen !== "list") position.scroll = window.scrollY;
    this.problem = "";
    this.news = false;
    this.#actions.turn();
    this.conversation = null;
    const { lock_minutes: minutes } = settings;
    session.idle.setLimit(route.screen === "visit" ? Math.min(VISIT_MINUTES, minutes) : minutes);
    if (route.screen === "list") return this.#backToList(route.filter, from);
    const id = this.#id;
    if (id) position.seen = id;
    await this.#fetchScreen(route.screen).catch(() => this.#refused(new ApiError(0), id));
    if (!this.isConnected || window.location.hash !== address) return; // gone on while its view came
    this.screen = route.screen;
    await this.shown(); // with what stands in it
    window.scrollTo(0, 0);
    this.querySelector("h1")?.focus();
    if (route.screen === "case") await this.#readCase(id).catch((error) => this.#refused(error, id));
    if (route.screen === "visit") await this.#readVisit(id).catch((error) => this.#refused(error, id));
  }

  async #fetchScreen(screen: Screen) {
    if (!this.#shows.has(screen)) this.#shows.set(screen, await SCREENS[screen]());
  }

  #filterBy(filter: Filter) {
    this.filter = filter;
    this.props.position.back = listAddress(filter, lists);
    history.replaceState(null, "", this.props.position.back);
  }

  // To the same place in the list, with the row that was just seen in focus.
  async #backToList(filter: Filter, from: string) {
    const { position } = this.props;
    this.filter = filter;
    position.back = listAddress(filter, lists);
    const isBack = from !== "" && from !== "list";
    if (!isBack) return this.turnTo("list");
    this.screen = "list";
    await this.updateComplete;
    await this.querySelector("case-list")?.goBack(position.scroll, position.seen);
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
      await (isAutomatic ? this.props.session.api.quietly(this.#fetch) : this.#fetch());
      this.fetched = { at: clock(), isOffline: false };
    } catch (error) {
      if (!isAutomatic || statusOf(error) === 401) this.#refused(error);
      if (!(error instanceof SessionOver)) this.fetched = { ...this.fetched, isOffline: true };
    }
  }

  // What is new in the case that somebody has open is shown, and read.
  #fetch = async () => {
    const { casebook } = this.props;
    const id = this.screen === "case" ? this.#id : "";
    const before = id && casebook.get(id)?.stamp;
    await casebook.refresh();
    const isOpen = id !== "" && id === this.#id && document.visibilityState === "visible";
    if (isOpen && casebook.get(id)?.stamp !== before && this.conversation) {
      const places = this.conversation.items.length;
      const now = await this.#readCase(id);
      this.news = (now?.items.length ?? 0) > places;
    }
    await casebook.tidyUp();
  };

  /** @returns null if another case is open by now */
  async #readCase(id: string): Promise<CaseConversation | null> {
    const conversation = await this.props.casebook.conversation(id);
    if (id !== this.#id || !this.isConnected) return null;
    this.conversation = conversation;
    await this.props.casebook.markRead(id, conversation);
    return conversation;
  }

  // On a visit one needs every word, and all that was noted.
  async #readVisit(id: string) {
    await this.props.casebook.conversation(id);
    this.#opened = null;
    this.requestUpdate();
  }

  #keep(draft: Draft) {
    this.props.drafts.set(this.#id, draft);
    this.#actions.saved = false;
    if (draft.file) this.#actions.problem = "";
    this.requestUpdate();
  }

  /** @param page that belongs to no case @param form null for nothing begun */
  #keepForm(page: keyof Forms, form: Forms[keyof Forms] | null) {
    if (form) this.props.drafts.set(page, { form });
    else this.props.drafts.drop(page, "form");
    this.requestUpdate();
  }

  #reply(reply: ReplyDraft) {
    const id = this.#id;
    this.problem = "";
    if (this.conversation) this.#actions.reply(id, reply, this.conversation, () => this.#readCase(id));
  }

  async #delete(ids: string[]) {
    this.problem = "";
    if ((await this.#actions.delete(ids)) && this.#id) window.location.hash = this.props.position.back;
  }

  /**
   * @param id the case that it is about; once another is open, it is nobody's business there
   * @param sentence for what was not sent
   */
  #refused = (error: unknown, id?: string, sentence: string = "js.advisors.offline") => {
    if (error instanceof SessionOver) return; // it was for a session that nobody looks at any more
    const status = statusOf(error);
    if (status === 401) this.tell("over");
    else if (!id || id === this.#id) {
      const isGone = status === 404 && error instanceof ApiError;
      this.problem = isGone ? "js.inbox.no_case" : error instanceof NotSent ? sentence : "js.advisors.offline";
    }
  };

  #key = (event: KeyboardEvent) => {
    if (!isOurs(event)) return;
    if (this.screen === "list") keyInList(event, this, this.#ask);
    else keyInCase(event, this);
  };
}

customElements.define("work-desk", WorkDesk);
