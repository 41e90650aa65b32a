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
    sending: { state: true },
    problem: { state: true },
  };

  /** @type {Session | null} */
  #session = null;
  /** @type {Casebook | null} */
  #casebook = null;
  #draft = NO_DRAFT; // kept over a lock: the inbox may lock while somebody is still thinking
  #draftCase = "";
  #advisorName = "";

  constructor() {
    super();
    this.screen = "locked";
    this.notice = "";
    this.warning = false;
    /** @type {Conversation | null} */
    this.conversation = null;
    this.sending = false;
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
    return html`<case-page
      .items=${this.conversation?.items ?? (this.problem ? [] : null)}
      .canReply=${Boolean(this.conversation?.sealing.reply_to)}
      .problem=${this.problem}
      .draft=${this.#draft}
      .sending=${this.sending}
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
    if (this.#advisorName !== detail.advisor.name) this.#draft = NO_DRAFT;
    this.#advisorName = detail.advisor.name;
    this.#session = new Session(detail, {
      warn: (soon) => {
        this.warning = soon;
      },
      lock: () => this.#lock("js.inbox.was_idle"),
      refused: this.#refused,
    });
    this.#casebook = new Casebook(this.#session);
    this.#casebook.addEventListener("change", () => this.requestUpdate());
    import("./case-page.js").catch(() => this.#refused(new ApiError(0)));
    this.#route();
    await this.#casebook.read().catch(this.#refused);
  };

  async #route() {
    if (!this.#casebook) return;
    const route = currentRoute();
    this.problem = "";
    this.conversation = null;
    if (route.screen === "list") return this.turnTo("list");
    if (route.id !== this.#draftCase) {
      this.#draft = NO_DRAFT;
      this.#draftCase = route.id;
    }
    await this.turnTo("case");
    await this.#readCase(this.#casebook, route.id).catch(this.#refused);
  }

  /** @param {Casebook} casebook @param {string} id */
  async #readCase(casebook, id) {
    const conversation = await casebook.conversation(id);
    if (!isOpen(id)) return;
    this.conversation = conversation;
    await casebook.markRead(id, conversation.items);
  }

  /** @param {CustomEvent} event with the draft */
  #keepDraft = ({ detail }) => {
    this.#draft = detail;
  };

  /** @param {CustomEvent} event with what is to be sent */
  #reply = async ({ detail }) => {
    const [casebook, conversation, id] = [this.#casebook, this.conversation, this.#draftCase];
    if (!casebook || !conversation) return;
    this.problem = "";
    this.sending = true;
    try {
      await casebook.reply(id, detail, conversation, document.documentElement.lang);
      this.#draft = NO_DRAFT;
      await this.#readCase(casebook, id);
    } catch (error) {
      if (error instanceof NotSent && error.status !== 401) this.problem = "js.inbox.reply_failed";
      else this.#refused(error);
    } finally {
      this.sending = false;
    }
  };

  /** @param {unknown} error */
  #refused = (error) => {
    if (error instanceof SessionOver) return; // it was for a session that nobody looks at any more
    const status = error instanceof ApiError || error instanceof NotSent ? error.status : 0;
    if (status === 401) this.#lock("js.inbox.session_over");
    else this.problem = status === 404 ? "js.inbox.no_case" : "js.advisors.offline";
  };

  #lockByHand = () => {
    this.#draft = NO_DRAFT;
    this.#lock("js.inbox.was_locked");
  };

  /** @param {string} notice */
  async #lock(notice) {
    const session = this.#session;
    this.#session = this.#casebook = this.conversation = null;
    this.screen = "locked";
    this.notice = notice;
    this.warning = this.sending = false;
    this.problem = "";
    forgetRoute();
    await session?.end();
  }
}

/** @param {string} id */
function isOpen(id) {
  const route = currentRoute();
  return route.screen === "case" && route.id === id;
}

customElements.define("inbox-app", InboxApp);
