// The inbox: locked, then a list, then one case. The identity and everything it opened live in this page's memory
// only: locking, or leaving, is forgetting.
import { html, nothing } from "lit";
import { Api } from "../lib/api.js";
import { readCases, readConversation } from "../lib/cases.js";
import { IdleWatch } from "../lib/idle.js";
import { fingerprint } from "../lib/keys.js";
import { Unsealer } from "../lib/unsealer.js";
import { PageElement, readableDay, say } from "./page-element.js";
import "./case-list.js";
import "./case-page.js";
import "./unlock-form.js";

class InboxApp extends PageElement {
  static properties = {
    screen: { state: true },
    notice: { state: true },
    warning: { state: true },
    cases: { state: true },
    progress: { state: true },
    items: { state: true },
    problem: { state: true },
  };

  #api = new Api();
  #advisor = null;
  #unsealer = null;
  #idle = null;

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
              ? html`<case-page .items=${this.items} .problem=${this.problem}></case-page>`
              : html`${this.problem ? html`<p class="notice" role="alert">${say(this.problem)}</p>` : nothing}
                  <case-list .cases=${this.cases} .progress=${this.progress}></case-list>`
          }
          <p class="muted small foot-note">
            ${say("js.inbox.earlier_closed", { day: readableDay(this.#advisor.enrolled_day) })}<br />
            ${say("js.advisors.fingerprint")}
            <bdi dir="ltr" class="fingerprint">${fingerprint(this.#advisor.recipient)}</bdi>
          </p>`;
  }

  #bar() {
    return html`<div class="bar">
      <span>${say("js.inbox.signed_in", { name: this.#advisor.name })}</span>
      <button class="button quiet" @click=${() => this.#lock("js.inbox.was_locked")}>${say("js.inbox.lock")}</button>
    </div>`;
  }

  #unlocked = async ({ detail }) => {
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
    const id = window.location.hash.slice(1);
    this.problem = "";
    this.items = null;
    await this.turnTo(id ? "case" : "list");
    if (!id) return;
    try {
      const items = await readConversation(this.#api, this.#unsealer, id);
      if (window.location.hash.slice(1) === id) this.items = items;
    } catch (error) {
      this.items = [];
      this.#refused(error);
    }
  }

  #refused(error) {
    if (error.status === 401) this.#lock("js.inbox.session_over");
    else this.problem = error.status === 404 ? "js.inbox.no_case" : "js.advisors.offline";
  }

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
    this.progress = null;
    this.problem = "";
  }
}

customElements.define("inbox-app", InboxApp);
