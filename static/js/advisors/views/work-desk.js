// An unlocked inbox: which screen is shown, what is fetched for it, what is sent from it. What was opened lives in the
// casebook; what is being written lives in the drafts, which outlive a lock.
import { html, nothing } from "lit";
import { ApiError } from "../api.js";
import { Clashed } from "../casefiles.js";
import { randomBytes, toHex } from "../../crypto/bytes.js";
import { areLinked, rowOf, sameHomes } from "../logic/rows.js";
import { standIns } from "../logic/team.js";
import { withLog } from "../logic/work.js";
import { NotSent } from "../../web/post.js";
import { currentRoute } from "../route.js";
import { SessionOver } from "../session.js";
import { Watch } from "../watch.js";
import { nearDay } from "./days.js";
import { PageElement, say } from "./page-element.js";
import { holidays, lists, words } from "./words.js";
import "./case-list.js";

/** @typedef {import("../casebook.js").Conversation} Conversation */
/** @typedef {import("../logic/rows.js").Row} Row */
/** @typedef {import("../logic/casefile.js").State} State */
/** Where somebody is, kept over a lock: the address, what was last open, how far the list was scrolled. @typedef {{ hash: string, seen: string, scroll: number }} Place */

const NO_REPLY = { text: "", question: false };
const VISIT_MINUTES = 5;

/** What is fetched when it is first needed. @type {Record<string, () => Promise<unknown>>} */
const SCREENS = {
  case: () => import("./case-screen.js"),
  visit: () => import("./visit-page.js"),
  card: () => import("./door-card.js"),
  paper: () => import("./paper-page.js"),
  papers: () => import("./paper-page.js"),
  new: () => import("./new-case.js"),
  away: () => import("./away-page.js"),
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
    workProblem: { state: true },
    typed: { state: true },
    filter: { state: true },
    fetched: { state: true },
    saving: { state: true },
    saved: { state: true },
    clashes: { state: true },
    news: { state: true },
  };

  /** @type {Watch | null} */
  #watch = null;
  #end = new AbortController();
  /** @type {Set<string>} the cases that a reply is on its way for */
  #sending = new Set();
  #sent = ""; // the case in which a reply was just sent
  #last = ""; // the address that is shown

  constructor() {
    super();
    /** @type {import("../session.js").Session} */
    this.session = /** @type {any} */ (null);
    /** @type {import("../trust.js").Trust} */
    this.trust = /** @type {any} */ (null);
    /** @type {import("../casebook.js").Casebook} */
    this.casebook = /** @type {any} */ (null);
    /** @type {import("../drafts.js").Drafts} */
    this.drafts = /** @type {any} */ (null);
    /** @type {Place} */
    this.place = { hash: "", seen: "", scroll: 0 };
    this.screen = "";
    /** @type {Conversation | null} */
    this.conversation = null;
    this.problem = "";
    this.workProblem = "";
    this.typed = "";
    /** @type {import("../logic/rows.js").Filter} */
    this.filter = { group: "open", level: "", kind: "", organisation: "" };
    this.fetched = { at: "", isOffline: false };
    this.saving = false;
    this.saved = false;
    /** @type {import("../logic/casefile.js").Clash[]} */
    this.clashes = [];
    this.news = false;
  }

  connectedCallback() {
    super.connectedCallback();
    const { signal } = this.#end;
    this.casebook.addEventListener("change", () => this.requestUpdate(), { signal });
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
    this.#route();
    await this.casebook.read();
    await this.casebook.tidyUp();
    this.fetched = { at: clock(), isOffline: false };
    this.#watch = new Watch((how) => this.#refresh(how));
  }

  /** Everything that is opened, as rows. @returns {Row[]} */
  get #rows() {
    const { today } = this.trust;
    const view = {
      ...{ words, today, holidays, pressingDays: words.pressing_days, me: this.session.advisor.id },
      standIns: standIns(this.casebook.team, today),
    };
    return this.casebook.cases.map((listed) => rowOf(listed, view));
  }

  /** @param {Row[]} rows */
  #homes(rows) {
    return sameHomes(rows, this.#files);
  }

  get #files() {
    return new Map(this.casebook.cases.map(({ case: id, file }) => [id, file]));
  }

  #nameOf = (/** @type {string} */ id) => this.trust.nameOf(id);

  render() {
    if (this.screen === "list" || !this.screen) return this.#list();
    const tag = /** @type {Record<string, string>} */ (TAGS)[this.screen];
    // Its view comes over the network, too.
    if (!customElements.get(tag)) {
      return html`<p class="notice" role="alert">${say(this.problem || "js.advisors.working")}</p>`;
    }
    if (this.screen === "case") return this.#case();
    if (this.screen === "visit") return this.#visit();
    if (this.screen === "card") return html`<door-card .case=${this.#id}></door-card>`;
    if (this.screen === "new") return this.#new();
    if (this.screen === "away") return this.#away();
    return this.#paper();
  }

  #list() {
    const rows = this.#rows;
    return html`${this.#notice()} ${this.#handovers()}
      <case-list
        .rows=${rows}
        .cases=${new Map(this.casebook.cases.map((listed) => [listed.case, listed]))}
        .together=${this.#homes(rows)}
        .filter=${this.filter}
        .typed=${this.typed}
        .today=${this.trust.today}
        .nameOf=${this.#nameOf}
        .progress=${this.casebook.progress}
        .resealing=${this.casebook.resealing}
        .remembered=${this.casebook.remembered}
        .fetched=${this.fetched}
        .seen=${this.place.seen}
        @accept=${() => this.casebook.accept().catch((error) => this.#refused(error))}
        @filter=${(/** @type {CustomEvent} */ { detail }) => this.#filterBy(detail)}
        @typed=${(/** @type {CustomEvent} */ { detail }) => (this.typed = detail)}
        @fetch=${this.#ask}
        @delete=${(/** @type {CustomEvent} */ { detail }) => this.#delete(detail)}
      ></case-list>`;
  }

  // Whose cases are here besides one's own, and who asks for that.
  #handovers() {
    const [me, today] = [this.session.advisor.id, this.trust.today];
    const mine = this.casebook.team.handovers.filter(({ to, last }) => to === me && last >= today);
    return mine.map(({ from, last, seen }) => {
      const said = { name: this.#nameOf(from), day: nearDay(last, today) };
      return html`<p class="notice" data-stands-in>
        ${say(seen ? "js.inbox.stands_in" : "js.inbox.asked_to_stand_in", said)}
        <a href="#away">${say("js.inbox.away")}</a>
      </p>`;
    });
  }

  #notice() {
    return this.problem ? html`<p class="notice" role="alert">${say(this.problem)}</p>` : nothing;
  }

  #case() {
    const id = this.#id;
    const rows = this.#rows;
    const row = rows.find((each) => each.id === id) ?? null;
    const others = this.#homes(rows).get(id) ?? [];
    const files = this.#files;
    const draft = this.drafts.get(id);
    return html`<case-screen
      .row=${row}
      .listed=${this.casebook.get(id) ?? null}
      .conversation=${this.conversation}
      .isFailed=${this.problem !== ""}
      .canReply=${Boolean(this.conversation?.replyTo) && !this.trust.problem}
      .problem=${this.problem}
      .draft=${draft.reply ?? NO_REPLY}
      .sending=${this.#sending.has(id)}
      .sent=${this.#sent === id}
      .news=${this.news}
      .team=${this.casebook.team}
      .work=${{
        draft: draft.work,
        clashes: this.clashes,
        together: rows.filter((each) => others.includes(each.id) && !areLinked(files, id, each.id)),
        linked: rows.filter((each) => each.id !== id && areLinked(files, id, each.id)),
        today: this.trust.today,
        me: this.session.advisor.id,
        advisors: this.trust.advisors,
        nameOf: this.#nameOf,
        saving: this.saving,
        saved: this.saved,
        problem: this.workProblem,
      }}
      @draft=${(/** @type {CustomEvent} */ { detail }) => this.#keep("reply", detail)}
      @reply=${(/** @type {CustomEvent} */ { detail }) => this.#reply(detail)}
      @replies=${(/** @type {CustomEvent} */ { detail }) => this.#share({ replies: detail })}
      @work=${(/** @type {CustomEvent} */ { detail }) => this.#keep("work", detail)}
      @save=${(/** @type {CustomEvent} */ { detail }) => this.#save(detail)}
      @settle=${(/** @type {CustomEvent} */ { detail }) => this.#settle(detail)}
      @refuse=${(/** @type {CustomEvent} */ { detail }) => (this.workProblem = detail)}
      @delete=${(/** @type {CustomEvent} */ { detail }) => this.#delete(detail)}
    ></case-screen>`;
  }

  #visit() {
    const row = this.#rows.find((each) => each.id === this.#id) ?? null;
    return html`<visit-page
      .row=${row}
      .listed=${this.casebook.get(this.#id) ?? null}
      .today=${this.trust.today}
      .nameOf=${this.#nameOf}
      .problem=${this.workProblem || this.problem}
      .saving=${this.saving}
      .saved=${this.saved}
      @save=${(/** @type {CustomEvent} */ { detail }) => this.#save(detail)}
    ></visit-page>`;
  }

  #new() {
    return html`<new-case
      .today=${this.trust.today}
      .problem=${this.problem}
      .write=${(/** @type {any} */ content) => this.casebook.writeDown(content, document.documentElement.lang)}
      @refused=${(/** @type {CustomEvent} */ { detail }) => this.#refused(detail)}
    ></new-case>`;
  }

  #away() {
    return html`<away-page
      .team=${this.casebook.team}
      .flag=${this.casebook.teamFlag}
      .notice=${this.casebook.notice}
      .today=${this.trust.today}
      .me=${this.session.advisor.id}
      .advisors=${this.trust.advisors}
      .nameOf=${this.#nameOf}
      .problem=${this.problem}
      .saved=${this.saved}
      @handovers=${(/** @type {CustomEvent} */ { detail }) => this.#share({ handovers: detail })}
      @notice=${(/** @type {CustomEvent} */ { detail }) => this.#putUp(detail)}
    ></away-page>`;
  }

  #paper() {
    const ids = this.screen === "paper" ? [this.#id] : null;
    return html`<paper-page
      .ids=${ids}
      .rows=${this.#rows}
      .today=${this.trust.today}
      .nameOf=${this.#nameOf}
      .read=${(/** @type {string} */ id) => this.casebook.conversation(id)}
      .fileOf=${(/** @type {string} */ id) => this.casebook.get(id)?.file ?? null}
    ></paper-page>`;
  }

  /** The case that the address names; empty for none. @returns {string} */
  get #id() {
    const route = currentRoute(lists);
    return "id" in route ? route.id : "";
  }

  async #route() {
    const route = currentRoute(lists);
    const from = this.screen;
    if (from === "list" && route.screen !== "list") this.place.scroll = window.scrollY;
    this.#last = window.location.hash;
    this.problem = this.workProblem = this.#sent = "";
    this.saved = this.news = false;
    this.clashes = [];
    this.conversation = null;
    this.session.idle.setLimit(
      route.screen === "visit" ? Math.min(VISIT_MINUTES, words.lock_minutes) : words.lock_minutes,
    );
    if (route.screen === "list") return this.#backToList(route.filter, from);
    const id = this.#id;
    if (id) this.place.seen = id;
    await SCREENS[route.screen]().catch(() => this.#refused(new ApiError(0), id));
    if (!this.isConnected || window.location.hash !== this.#last) return;
    this.screen = route.screen;
    await this.shown(); // with what stands in it
    window.scrollTo(0, 0);
    this.querySelector("h1")?.focus();
    if (route.screen === "case") await this.#readCase(id).catch((error) => this.#refused(error, id));
  }

  // To the same place in the list, with the row that was just seen in focus.
  /** @param {import("../logic/rows.js").Filter} filter @param {string} from */
  async #backToList(filter, from) {
    this.filter = filter;
    const isBack = from !== "" && from !== "list";
    if (!isBack) return this.turnTo("list");
    this.screen = "list";
    await this.updateComplete;
    const list = /** @type {any} */ (this.querySelector("case-list"));
    list?.arrange();
    await list?.updateComplete;
    window.scrollTo(0, this.place.scroll);
    const row = /** @type {HTMLElement | null} */ (this.querySelector(`a[data-case="${this.place.seen}"]`));
    (row ?? this.querySelector("h1"))?.focus({ preventScroll: row !== null });
    this.#watch?.now({ isAsked: false });
  }

  /** @param {import("../logic/rows.js").Filter} filter */
  #filterBy(filter) {
    this.filter = filter;
    this.#last = window.location.hash;
  }

  #ask = async () => {
    this.problem = "";
    await this.#watch?.now({ isAsked: true });
    /** @type {any} */ (this.querySelector("case-list"))?.arrange();
  };

  /** @param {{ isAutomatic: boolean }} how */
  async #refresh({ isAutomatic }) {
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

  /** @param {string} id @returns {Promise<Conversation | null>} null if another case is open by now */
  async #readCase(id) {
    const conversation = await this.casebook.conversation(id);
    if (id !== this.#id || !this.isConnected) return null;
    this.conversation = conversation;
    await this.casebook.markRead(id, conversation);
    return conversation;
  }

  /** @param {"reply" | "work"} part @param {any} content */
  #keep(part, content) {
    this.drafts.set(this.#id, { [part]: content });
    this.saved = false;
    if (part === "work") this.workProblem = "";
    this.requestUpdate();
  }

  /** @param {{ text: string, question: boolean }} body */
  async #reply(body) {
    const [conversation, id] = [this.conversation, this.#id];
    if (!conversation || this.#sending.has(id)) return;
    this.problem = this.#sent = "";
    this.#sending.add(id);
    this.requestUpdate();
    try {
      await this.casebook.reply(id, body, conversation, document.documentElement.lang);
      this.drafts.drop(id, "reply");
      this.#sent = id;
      const now = await this.#readCase(id);
      if (now) await this.casebook.vouchFor(id, now);
    } catch (error) {
      // What came in between is shown before it is asked whether the reply still fits.
      if (error instanceof NotSent && error.reason === "news") await this.#readCase(id).catch(() => {});
      this.#refused(error, id, replyProblem(error));
    } finally {
      this.#sending.delete(id);
      this.requestUpdate();
    }
  }

  /** @param {{ work: import("../drafts.js").Work, said: import("../logic/work.js").Said[] }} detail */
  async #save({ work, said }) {
    const id = this.#id;
    if (this.saving) return;
    this.drafts.set(id, { work: { ...work, note: said.at(0)?.text ?? "" } }); // so that nothing is lost if it fails
    this.saving = true;
    this.saved = false;
    this.workProblem = "";
    try {
      const writer = { by: this.session.advisor.id, day: this.trust.today, at: clock() };
      const mine = withLog(work.base, work.mine, said, writer, () => toHex(randomBytes(8)));
      await this.casebook.note(id, work.base, mine);
      this.drafts.drop(id, "work");
      this.saved = true;
      this.clashes = [];
    } catch (error) {
      if (error instanceof Clashed) this.#show(id, error);
      else this.#notSaved(error, id);
    } finally {
      this.saving = false;
    }
  }

  // What both have written is there already; what clashes is asked for.
  /** @param {string} id @param {Clashed} clashed */
  #show(id, { theirs, merged, clashes }) {
    this.drafts.set(id, { work: { base: theirs, mine: merged, note: "" } });
    this.clashes = clashes;
  }

  /** @param {{ clash: import("../logic/casefile.js").Clash, chosen: Partial<State> }} detail */
  #settle({ clash, chosen }) {
    const { work } = this.drafts.get(this.#id);
    if (!work) return;
    const settled = { ...work, mine: { ...work.mine, ...chosen } };
    this.drafts.set(this.#id, { work: settled });
    this.clashes = this.clashes.filter((each) => each !== clash);
    if (!this.clashes.length) this.#save({ work: settled, said: [] });
  }

  /** @param {unknown} error @param {string} id */
  #notSaved(error, id) {
    if (error instanceof SessionOver) return;
    if (statusOf(error) === 401) this.#refused(error, id);
    else
      this.workProblem =
        error instanceof NotSent && error.reason === "list" ? "js.inbox.reply_list" : "js.inbox.not_saved";
  }

  /** @param {Partial<import("../logic/team.js").Team>} change */
  async #share(change) {
    const base = this.casebook.team;
    this.problem = "";
    this.saved = false;
    try {
      await this.casebook.share(base, { ...base, ...change });
      this.saved = true;
    } catch (error) {
      this.#refused(error, this.#id, "js.inbox.not_saved");
    }
  }

  /** @param {string} day */
  async #putUp(day) {
    this.problem = "";
    try {
      await this.session.during(this.session.api.post("/inbox/notice", { day }));
      this.casebook.notice = day;
      this.requestUpdate();
    } catch (error) {
      this.#refused(error);
    }
  }

  /** @param {string[]} ids */
  async #delete(ids) {
    this.problem = "";
    try {
      for (const id of ids) await this.#deleteOne(id);
      if (this.#id) window.location.hash = "";
    } catch (error) {
      this.#refused(error, this.#id, "js.inbox.not_deleted");
    }
  }

  /** @param {string} id */
  async #deleteOne(id) {
    const { today } = this.trust;
    const base = this.casebook.get(id)?.file ?? (await import("../logic/casefile.js")).NEW;
    const closed = {
      ...base,
      closed: base.closed || today,
      outcome: base.outcome || "unfounded",
      next: "",
      purge: today,
    };
    await this.casebook.note(id, base, closed);
    await this.casebook.purge(id);
    this.drafts.drop(id, "reply");
    this.drafts.drop(id, "work");
  }

  /**
   * @param {unknown} error
   * @param {string} [id] the case that it is about; once another is open, it is nobody's business there
   * @param {string} [sentence] for what was not sent
   */
  #refused = (error, id, sentence = "js.advisors.offline") => {
    if (error instanceof SessionOver) return; // it was for a session that nobody looks at any more
    const status = statusOf(error);
    if (status === 401) this.dispatchEvent(new CustomEvent("over"));
    else if (!id || id === this.#id) {
      const isGone = status === 404 && error instanceof ApiError;
      this.problem = isGone ? "js.inbox.no_case" : error instanceof NotSent ? sentence : "js.advisors.offline";
    }
  };

  // Keys work where nobody is writing: a letter alone must never act on what somebody types, or says to a machine.
  #key = (/** @type {KeyboardEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const isWriting = target.closest?.("input, textarea, select, dialog, [contenteditable]");
    if (isWriting || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    this.dispatchEvent(new CustomEvent("used", { detail: event.key }));
    if (this.screen === "list") this.#keyInList(event);
    else if (event.key === "u" || event.key === "Escape") this.#toList(event);
    else if (event.key === "s") this.#focusOn(event, "#reply");
    else if (event.key === "n") this.#focusOn(event, "#note");
  };

  /** @param {KeyboardEvent} event */
  #keyInList(event) {
    const rows = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("ul.cases a.case")]).filter((row) =>
      row.checkVisibility(),
    );
    const at = rows.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const steps = /** @type {Record<string, number>} */ ({ j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 });
    if (event.key in steps) {
      const next = at < 0 ? 0 : at + steps[event.key];
      if (at >= 0 || event.key === "j") {
        rows[Math.max(0, Math.min(rows.length - 1, next))]?.focus();
        event.preventDefault();
      }
    } else if (event.key === "/") this.#focusOn(event, "#search");
    else if (event.key === "g") this.#ask();
  }

  /** @param {KeyboardEvent} event */
  #toList(event) {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (this.querySelector("a[data-back]"))?.click();
  }

  /** @param {KeyboardEvent} event @param {string} selector */
  #focusOn(event, selector) {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (this.querySelector(selector))?.focus();
  }
}

/** What each key does, for the sheet that lists them. @type {Record<string, string>} */
export const KEYS = {
  ...{ j: "next", k: "previous", ArrowDown: "next", ArrowUp: "previous", "/": "search", g: "fetch", u: "list" },
  ...{ Escape: "list", s: "reply", n: "note" },
};

const TAGS = {
  ...{ case: "case-screen", visit: "visit-page", card: "door-card", paper: "paper-page", papers: "paper-page" },
  ...{ new: "new-case", away: "away-page" },
};

/** @param {unknown} error @returns {number} */
function statusOf(error) {
  return error instanceof ApiError || error instanceof NotSent ? error.status : 0;
}

/** @returns {string} the time here, "HH:MM" */
function clock() {
  const now = new Date();
  return `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
}

/** @param {unknown} error @returns {string} the sentence for a reply that was not sent */
function replyProblem(error) {
  /** @type {Record<string, string>} */
  const sentences = { full: "js.inbox.reply_full", news: "js.inbox.reply_news", list: "js.inbox.reply_list" };
  return (error instanceof NotSent && sentences[error.reason]) || "js.inbox.reply_failed";
}

customElements.define("work-desk", WorkDesk);
