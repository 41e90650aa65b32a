// The inbox: locked, then a list, then one case. Everything it opened lives in the session and its casebook: locking,
// or leaving, is forgetting.
import { html, nothing } from "lit";
import { ApiError } from "../api.js";
import { Casebook } from "../casebook.js";
import { fingerprint } from "../../crypto/keys.js";
import { NotSent } from "../../web/post.js";
import { currentRoute, forgetRoute } from "../route.js";
import { Session, SessionOver } from "../session.js";
import { PageElement, say, shortDay } from "./page-element.js";
import "./case-list.js";
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
  /** @type {Casebook | null} */
  #casebook = null;
  /** @type {Map<string, Draft>} by case; kept over a lock: the inbox may lock while somebody is still thinking */
  #drafts = new Map();
  /** @type {Set<string>} the cases that a reply is on its way for */
  #sending = new Set();
  #advisorName = "";

  constructor() {
    super();
    this.screen = "locked";
    this.notice = "";
    this.warning = false;
    /** @type {Conversation | null} */
    this.conversation = null;
    this.problem = "";
    window.addEventListener("hashchange", () => this.#route());
    window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  }

  render() {
    if (!this.#session || !this.#casebook) {
      return html`<unlock-form .notice=${this.notice} @unlocked=${this.#unlocked}></unlock-form>`;
    }
    return html`${this.#bar(this.#session.advisor)}
    ${this.warning ? html`<p class="notice" role="alert">${say("js.inbox.locks_soon")}</p>` : nothing}
    ${this.screen === "case" ? this.#case() : this.#list(this.#casebook)} ${this.#foot(this.#session.advisor)}`;
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
      <case-list .cases=${casebook.cases} .progress=${casebook.progress}></case-list>`;
  }

  #case() {
    const id = openCase();
    // Its view comes over the network, too.
    if (!customElements.get("case-page"))
      return html`<p class="notice" role="alert">${say(this.problem || "js.advisors.working")}</p>`;
    return html`<case-page
      .items=${this.conversation?.items ?? (this.problem ? [] : null)}
      .canReply=${Boolean(this.conversation?.sealing.reply_to)}
      .problem=${this.problem}
      .draft=${this.#drafts.get(id) ?? NO_DRAFT}
      .sending=${this.#sending.has(id)}
      @draft=${this.#keepDraft}
      @reply=${this.#reply}
    ></case-page>`;
  }

  /** @param {import("../session.js").Advisor} advisor */
  #foot(advisor) {
    return html`<p class="muted small foot-note">
      ${say("js.inbox.earlier_closed", { day: shortDay(advisor.enrolled_day) })}<br />
      ${say("js.advisors.fingerprint")}
      <bdi dir="ltr" class="fingerprint">${fingerprint(advisor.recipient)}</bdi>
    </p>`;
  }

  /** @param {CustomEvent} event with what `signIn` returned */
  #unlocked = async ({ detail }) => {
    if (this.#advisorName !== detail.advisor.name) this.#drafts.clear();
    this.#advisorName = detail.advisor.name;
    this.#session = new Session(detail, {
      warn: (soon) => {
        this.warning = soon;
      },
      lock: () => this.#lock("js.inbox.was_idle"),
      refused: (error) => this.#refused(error),
    });
    this.#casebook = new Casebook(this.#session);
    this.#casebook.addEventListener("change", () => this.requestUpdate());
    import("./case-page.js").catch(() => {}); // early; whoever opens a case hears if it does not come
    this.#route();
    await this.#casebook.read().catch((error) => this.#refused(error));
  };

  async #route() {
    const [casebook, route] = [this.#casebook, currentRoute()];
    if (!casebook) return;
    this.problem = "";
    this.conversation = null;
    if (route.screen === "list") return this.turnTo("list");
    await import("./case-page.js").catch(() => this.#refused(new ApiError(0), route.id));
    if (casebook !== this.#casebook || route.id !== openCase()) return;
    await this.turnTo("case");
    await this.#readCase(casebook, route.id).catch((error) => this.#refused(error, route.id));
  }

  /** @param {Casebook} casebook @param {string} id */
  async #readCase(casebook, id) {
    const conversation = await casebook.conversation(id);
    if (id !== openCase()) return;
    this.conversation = conversation;
    await casebook.markRead(id, conversation.items);
  }

  /** @param {CustomEvent} event with the draft */
  #keepDraft = ({ detail }) => {
    this.#drafts.set(openCase(), detail);
  };

  /** @param {CustomEvent} event with what is to be sent */
  #reply = async ({ detail }) => {
    const [casebook, conversation, id] = [this.#casebook, this.conversation, openCase()];
    if (!casebook || !conversation || this.#sending.has(id)) return;
    this.problem = "";
    this.#sending.add(id);
    this.requestUpdate();
    try {
      await casebook.reply(id, detail, conversation, document.documentElement.lang);
      this.#drafts.delete(id);
      await this.#readCase(casebook, id);
    } catch (error) {
      const isFull = error instanceof NotSent && error.reason === "full";
      this.#refused(error, id, isFull ? "js.inbox.reply_full" : "js.inbox.reply_failed");
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

  #lockByHand = () => {
    this.#drafts.clear();
    this.#lock("js.inbox.was_locked");
  };

  /** @param {string} notice */
  async #lock(notice) {
    const session = this.#session;
    this.#session = this.#casebook = this.conversation = null;
    this.screen = "locked";
    this.notice = notice;
    this.warning = false;
    this.#sending.clear();
    this.problem = "";
    forgetRoute();
    await session?.end();
  }
}

/** @returns {string} the id of the case that the address names; empty on the list */
function openCase() {
  const route = currentRoute();
  return route.screen === "case" ? route.id : "";
}

customElements.define("inbox-app", InboxApp);
