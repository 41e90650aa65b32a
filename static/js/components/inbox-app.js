// The inbox: locked, then a list, then one case. The identity and everything it opened live in this page's memory
// only: locking, or leaving, is forgetting.
import { html, nothing } from "lit";
import { Api } from "../lib/api.js";
import { markRead, readCases, readConversation, reply } from "../lib/cases.js";
import { IdleWatch } from "../lib/idle.js";
import { fingerprint } from "../lib/keys.js";
import { Unsealer } from "../lib/unsealer.js";
import { PageElement, say, shortDay } from "./page-element.js";
import "./case-list.js";
import "./case-page.js";
import "./unlock-form.js";

const NO_DRAFT = { text: "", question: false };

class InboxApp extends PageElement {
  static properties = {
    screen: { state: true },
    notice: { state: true },
    warning: { state: true },
    cases: { state: true },
    progress: { state: true },
    items: { state: true },
    sending: { state: true },
    problem: { state: true },
  };

  #api = new Api();
  #advisor = null;
  #unsealer = null;
  #idle = null;
  #sealing = null; // whom a reply to the open case is sealed to
  #draft = NO_DRAFT; // kept over a lock: the inbox may lock while somebody is still thinking
  #draftCase = "";
  #advisorName = "";

  constructor() {
    super();
    this.#forget();
    window.addEventListener("hashchange", () => this.#route());
    window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  }

  render() {
    return this.screen === "locked"
      ? html`<unlock-form .api=${this.#api} .notice=${this.notice} @unlocked=${this.#unlocked}></unlock-form>`
      : html`${this.#bar()}
          ${this.warning ? html`<p class="notice" role="alert">${say("js.inbox.locks_soon")}</p>` : nothing}
          ${
            this.screen === "case"
              ? html`<case-page
                  .items=${this.items}
                  .canReply=${Boolean(this.#sealing?.reply_to)}
                  .problem=${this.problem}
                  .draft=${this.#draft}
                  .sending=${this.sending}
                  @draft=${({ detail }) => {
                    this.#draft = detail;
                  }}
                  @reply=${this.#reply}
                ></case-page>`
              : html`${this.problem ? html`<p class="notice" role="alert">${say(this.problem)}</p>` : nothing}
                  <case-list .cases=${this.cases} .progress=${this.progress}></case-list>`
          }
          <p class="muted small foot-note">
            ${say("js.inbox.earlier_closed", { day: shortDay(this.#advisor.enrolled_day) })}<br />
            ${say("js.advisors.fingerprint")}
            <bdi dir="ltr" class="fingerprint">${fingerprint(this.#advisor.recipient)}</bdi>
          </p>`;
  }

  #bar() {
    return html`<div class="bar">
      <span>${say("js.inbox.signed_in", { name: this.#advisor.name })}</span>
      <button class="button quiet" @click=${this.#lockByHand}>${say("js.inbox.lock")}</button>
    </div>`;
  }

  #unlocked = async ({ detail }) => {
    if (this.#advisorName !== detail.advisor.name) this.#draft = NO_DRAFT;
    this.#advisorName = detail.advisor.name;
    this.#advisor = detail.advisor;
    this.#unsealer = new Unsealer(detail.identity);
    this.#idle = new IdleWatch({
      warn: (soon) => {
        this.warning = soon;
      },
      lock: () => this.#lock("js.inbox.was_idle"),
      keep: () => this.#api.post("/unlock/keep").catch((error) => this.#refused(error)),
    });
    this.#route();
    await this.#readAll();
  };

  async #readAll() {
    this.progress = { done: 0, total: 0 };
    try {
      for await (const { cases, done, total } of readCases(this.#api, this.#unsealer)) {
        if (!this.#unsealer) return; // locked meanwhile
        this.cases = cases;
        this.progress = { done, total };
      }
    } catch (error) {
      this.#refused(error);
    }
    this.progress = null;
  }

  async #route() {
    if (!this.#unsealer) return;
    const id = this.#openCase;
    this.problem = "";
    this.items = null;
    this.#sealing = null;
    if (id && id !== this.#draftCase) {
      this.#draft = NO_DRAFT;
      this.#draftCase = id;
    }
    await this.turnTo(id ? "case" : "list");
    if (id) await this.#readCase(id);
  }

  get #openCase() {
    return window.location.hash.slice(1);
  }

  async #readCase(id) {
    try {
      const { items, sealing } = await readConversation(this.#api, this.#unsealer, id);
      if (this.#openCase !== id) return;
      this.#sealing = sealing;
      this.items = items;
      await markRead(this.#api, id, items);
      this.cases = this.cases.map((item) => (item.case === id ? { ...item, news: false } : item));
    } catch (error) {
      this.items ??= [];
      this.#refused(error);
    }
  }

  #reply = async ({ detail }) => {
    const id = this.#openCase;
    this.problem = "";
    this.sending = true;
    try {
      await reply(this.#api, id, this.items.length, detail, this.#sealing, document.documentElement.lang);
      this.#draft = NO_DRAFT;
      await this.#readCase(id);
    } catch (error) {
      if (error.status === 401) this.#refused(error);
      else this.problem = "js.inbox.reply_failed";
    } finally {
      this.sending = false;
    }
  };

  #refused(error) {
    if (error.status === 401) this.#lock("js.inbox.session_over");
    else this.problem = error.status === 404 ? "js.inbox.no_case" : "js.advisors.offline";
  }

  #lockByHand = () => {
    this.#draft = NO_DRAFT;
    this.#lock("js.inbox.was_locked");
  };

  async #lock(notice) {
    const wasOpen = this.#unsealer !== null;
    this.#forget();
    this.notice = notice;
    history.replaceState(null, "", window.location.pathname);
    if (!wasOpen) return;
    await this.#api.post("/lock").catch(() => {}); // over anyway, or over within a quarter of an hour
    this.#api = new Api();
    this.requestUpdate();
  }

  #forget() {
    this.#unsealer?.close();
    this.#idle?.stop();
    this.#unsealer = this.#idle = this.#advisor = null;
    this.screen = "locked";
    this.notice = "";
    this.warning = false;
    this.cases = [];
    this.items = null;
    this.#sealing = null;
    this.sending = false;
    this.progress = null;
    this.problem = "";
  }
}

customElements.define("inbox-app", InboxApp);
