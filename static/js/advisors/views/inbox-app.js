// The inbox: locked, then a list, then one case. Everything it opened lives in the session and its casebook: locking,
// or leaving, is forgetting.
import { html, nothing } from "lit";
import { ApiError } from "../api.js";
import { Casebook } from "../casebook.js";
import { fingerprint } from "../../crypto/keys.js";
import { askBeforeLeaving } from "../../web/guard.js";
import { NotSent } from "../../web/post.js";
import { currentRoute, forgetRoute } from "../route.js";
import { Session, SessionOver } from "../session.js";
import { Trust, keyAsTold } from "../trust.js";
import { PageElement, say, shortDay } from "./page-element.js";
import { notices } from "./notices.js";
import "./case-list.js";
import "./open-sessions.js";
import "./unlock-form.js";

/** @typedef {import("./case-page.js").Draft} Draft */
/** @typedef {import("../casebook.js").Conversation} Conversation */

/** @type {Draft} */
const NO_DRAFT = { text: "", question: false };

class InboxApp extends PageElement {
  static properties = {
    screen: { state: true },
    notice: { state: true },
    warning: { state: true },
    conversation: { state: true },
    problem: { state: true },
  };

  /** @type {Session | null} */
  #session = null;
  /** @type {Trust | null} */
  #trust = null;
  /** @type {Casebook | null} */
  #casebook = null;
  /** @type {Map<string, Draft>} by case; kept over a lock: the inbox may lock while somebody is still thinking */
  #drafts = new Map();
  /** @type {Set<string>} the cases that a reply is on its way for */
  #sending = new Set();
  #advisorName = "";
  #sent = ""; // the case in which a reply was just sent

  constructor() {
    super();
    this.screen = "locked";
    this.notice = "";
    this.warning = false;
    /** @type {Conversation | null} */
    this.conversation = null;
    this.problem = "";
    window.addEventListener("hashchange", () => this.#route());
    askBeforeLeaving(() => [...this.#drafts.values()].some(({ text }) => text.trim() !== ""));
    window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  }

  render() {
    if (!this.#session || !this.#casebook || !this.#trust) {
      return html`<unlock-form .notice=${this.notice} @unlocked=${this.#unlocked}></unlock-form>`;
    }
    return html`${this.#bar(this.#session.advisor)} ${notices(this.#trust, this.#session.unlocked)}
    ${this.warning ? html`<p class="notice" role="alert">${say("js.inbox.locks_soon")}</p>` : nothing}
    ${this.screen === "case" ? this.#case(this.#trust) : this.#list(this.#casebook)}
    ${this.#foot(this.#session, this.#trust)}`;
  }

  /** @param {import("../session.js").Advisor} advisor */
  #bar(advisor) {
    return html`<div class="bar">
      <span>${say("js.inbox.signed_in", { name: advisor.name })}</span>
      <button class="button quiet" @click=${this.#lockByHand}>${say("js.inbox.lock")}</button>
    </div>`;
  }

  /** @param {Casebook} casebook */
  #list(casebook) {
    return html`${this.problem ? html`<p class="notice" role="alert">${say(this.problem)}</p>` : nothing}
      <case-list
        .cases=${casebook.cases}
        .progress=${casebook.progress}
        .resealing=${casebook.resealing}
        .remembered=${casebook.remembered}
        @accept=${this.#accept}
      ></case-list>`;
  }

  /** @param {Trust} trust */
  #case(trust) {
    const id = openCase();
    // Its view comes over the network, too.
    if (!customElements.get("case-page"))
      return html`<p class="notice" role="alert">${say(this.problem || "js.advisors.working")}</p>`;
    return html`<case-page
      .items=${this.conversation?.items ?? (this.problem ? [] : null)}
      .arrived=${this.conversation?.arrived ?? ""}
      .canReply=${Boolean(this.conversation?.replyTo) && !trust.problem}
      .isOtherReporter=${this.conversation?.isOtherReporter ?? false}
      .problem=${this.problem}
      .draft=${this.#drafts.get(id) ?? NO_DRAFT}
      .sending=${this.#sending.has(id)}
      .sent=${this.#sent === id}
      @draft=${this.#keepDraft}
      @reply=${this.#reply}
    ></case-page>`;
  }

  /** @param {Session} session @param {Trust} trust */
  #foot(session, trust) {
    const { recipient, enrolled_day: day } = session.advisor;
    return html`<open-sessions .session=${session}></open-sessions>
      <p class="muted small foot-note">
        ${say("js.inbox.earlier_closed", { day: shortDay(day) })}<br />
        ${say("js.advisors.fingerprint")} <bdi dir="ltr" class="fingerprint" data-own>${fingerprint(recipient)}</bdi
        ><br />
        ${say("js.advisors.portal_fingerprint")}
        <bdi dir="ltr" class="fingerprint" data-portal>${trust.fingerprint}</bdi>
      </p>`;
  }

  /** @param {CustomEvent} event with what `signIn` returned */
  #unlocked = async ({ detail }) => {
    if (this.#advisorName !== detail.advisor.name) this.#drafts.clear();
    this.#advisorName = detail.advisor.name;
    const session = new Session(detail, {
      warn: (soon) => {
        this.warning = soon;
      },
      lock: () => this.#lock("js.inbox.was_idle"),
      refused: (error) => this.#refused(error),
    });
    await this.#begin(session).catch((error) => this.#refused(error));
  };

  /** @param {Session} session */
  async #begin(session) {
    this.#session = session;
    const told = await session.during(session.api.get("/inbox/lists"));
    // A recovery sheet has no key beside the identity: the page says then that it must be compared.
    const trust = new Trust(session.unlocked, session.advisor, session.unlocked.portalKey ?? keyAsTold(told));
    trust.take(told);
    const casebook = new Casebook(session, trust);
    this.#trust = trust;
    this.#casebook = casebook;
    casebook.addEventListener("change", () => this.requestUpdate());
    import("./case-page.js").catch(() => {}); // early; whoever opens a case hears if it does not come
    this.#route();
    await casebook.read();
    await casebook.tidyUp();
  }

  async #route() {
    const [casebook, route] = [this.#casebook, currentRoute()];
    if (!casebook) return;
    this.problem = this.#sent = "";
    this.conversation = null;
    if (route.screen === "list") return this.turnTo("list");
    await import("./case-page.js").catch(() => this.#refused(new ApiError(0), route.id));
    if (casebook !== this.#casebook || route.id !== openCase()) return;
    await this.turnTo("case");
    await this.#readCase(casebook, route.id).catch((error) => this.#refused(error, route.id));
  }

  /** @param {Casebook} casebook @param {string} id @returns {Promise<Conversation | null>} null if another case is open by now */
  async #readCase(casebook, id) {
    const conversation = await casebook.conversation(id);
    if (id !== openCase()) return null;
    this.conversation = conversation;
    await casebook.markRead(id, conversation);
    return conversation;
  }

  #accept = () => {
    this.#casebook?.accept().catch((error) => this.#refused(error));
  };

  /** @param {CustomEvent} event with the draft */
  #keepDraft = ({ detail }) => {
    this.#drafts.set(openCase(), detail);
  };

  /** @param {CustomEvent} event with what is to be sent */
  #reply = async ({ detail }) => {
    const [casebook, conversation, id] = [this.#casebook, this.conversation, openCase()];
    if (!casebook || !conversation || this.#sending.has(id)) return;
    this.problem = this.#sent = "";
    this.#sending.add(id);
    this.requestUpdate();
    try {
      await casebook.reply(id, detail, conversation, document.documentElement.lang);
      this.#drafts.delete(id);
      this.#sent = id;
      const now = await this.#readCase(casebook, id);
      if (now) await casebook.vouchFor(id, now);
    } catch (error) {
      // What came in between is shown before it is asked whether the reply still fits.
      if (error instanceof NotSent && error.reason === "news") await this.#readCase(casebook, id).catch(() => {});
      this.#refused(error, id, replyProblem(error));
    } finally {
      this.#sending.delete(id);
      this.requestUpdate();
    }
  };

  /**
   * @param {unknown} error
   * @param {string} [id] the case that it is about; once another is open, it is nobody's business there
   * @param {string} [sentence] for what was not sent
   */
  #refused = (error, id, sentence = "js.advisors.offline") => {
    if (error instanceof SessionOver) return; // it was for a session that nobody looks at any more
    const status = error instanceof ApiError || error instanceof NotSent ? error.status : 0;
    if (status === 401) this.#lock("js.inbox.session_over");
    else if (id === undefined || id === openCase()) {
      const isGone = status === 404 && error instanceof ApiError;
      this.problem = isGone ? "js.inbox.no_case" : error instanceof NotSent ? sentence : "js.advisors.offline";
    }
  };

  #lockByHand = async () => {
    this.#drafts.clear();
    await this.#casebook?.close().catch(() => {});
    this.#lock("js.inbox.was_locked");
  };

  /** @param {string} notice */
  async #lock(notice) {
    const session = this.#session;
    this.#session = this.#trust = this.#casebook = this.conversation = null;
    this.screen = "locked";
    this.notice = notice;
    this.warning = false;
    this.#sending.clear();
    this.problem = "";
    forgetRoute();
    await session?.end();
  }
}

/** @param {unknown} error @returns {string} the sentence for a reply that was not sent */
function replyProblem(error) {
  /** @type {Record<string, string>} */
  const sentences = { full: "js.inbox.reply_full", news: "js.inbox.reply_news", list: "js.inbox.reply_list" };
  return (error instanceof NotSent && sentences[error.reason]) || "js.inbox.reply_failed";
}

/** @returns {string} the id of the case that the address names; empty on the list */
function openCase() {
  const route = currentRoute();
  return route.screen === "case" ? route.id : "";
}

customElements.define("inbox-app", InboxApp);
