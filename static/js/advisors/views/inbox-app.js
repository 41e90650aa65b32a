// The inbox: locked, or a desk to work at. Everything that was opened lives in the session and its casebook: locking, or
// leaving, is forgetting. What was being written is kept sealed to its writer, and so is the place where it stood.
import { html, nothing } from "lit";
import { ApiError } from "../api.js";
import { Casebook } from "../casebook.js";
import { Drafts } from "../drafts.js";
import { fingerprint } from "../../crypto/keys.js";
import { askBeforeLeaving } from "../../web/guard.js";
import { forgetRoute } from "../route.js";
import { Session, SessionOver } from "../session.js";
import { readSignedWords } from "../signed-words.js";
import { Trust, keyAsTold } from "../trust.js";
import { PageElement, say, shortDay } from "./page-element.js";
import { notices } from "./notices.js";
import { useWords, words } from "./words.js";
import "./key-sheet.js";
import "./open-sessions.js";
import "./pass-keys.js";
import "./unlock-form.js";
import "./work-desk.js";

class InboxApp extends PageElement {
  static properties = { notice: { state: true }, minutesLeft: { state: true }, problem: { state: true } };

  /** @type {Session | null} */
  #session = null;
  /** @type {Trust | null} */
  #trust = null;
  /** @type {Casebook | null} */
  #casebook = null;
  #drafts = new Drafts();
  /** @type {import("./work-desk.js").Place} */
  #place = nowhere();
  #advisorName = "";

  constructor() {
    super();
    this.notice = "";
    /** @type {number | null} */
    this.minutesLeft = null;
    this.problem = "";
    askBeforeLeaving(() => this.#drafts.isAtRisk);
    window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  }

  render() {
    if (!this.#session || !this.#casebook || !this.#trust) {
      return html`<unlock-form
        .notice=${this.problem || this.notice}
        .name=${this.#advisorName}
        @unlocked=${this.#unlocked}
      ></unlock-form>`;
    }
    const [session, trust] = [this.#session, this.#trust];
    return html`${this.#bar(session.advisor)} ${notices(trust, { confirm: this.#confirm, pin: this.#pin })}
      <work-desk
        .session=${session}
        .trust=${trust}
        .casebook=${this.#casebook}
        .drafts=${this.#drafts}
        .place=${this.#place}
        @over=${() => this.#lock("js.inbox.session_over")}
      ></work-desk>
      ${this.#foot(session, trust)} ${this.#lockSoon()}`;
  }

  /** @param {import("../session.js").Advisor} advisor */
  #bar(advisor) {
    return html`<div class="bar">
      <span>${say("js.inbox.signed_in", { name: advisor.name })}</span>
      <span class="bar-links">
        <a class="alone" href="#away">${say("js.inbox.away")}</a>
        <key-sheet></key-sheet>
        <button class="button quiet" @click=${this.#lockByHand}>${say("js.inbox.lock")}</button>
      </span>
    </div>`;
  }

  // Where one is looking, whatever one looks at.
  #lockSoon() {
    if (this.minutesLeft === null) return nothing;
    const key = this.minutesLeft === 1 ? "js.inbox.locks_soon_one" : "js.inbox.locks_soon";
    return html`<div class="lock-soon" role="alert">
      <p>${say(key, { minutes: this.minutesLeft })}</p>
      <button class="button" @click=${() => {}}>${say("js.inbox.stay")}</button>
    </div>`;
  }

  /** @param {Session} session @param {Trust} trust */
  #foot(session, trust) {
    const { recipient, enrolled_day: day } = session.advisor;
    return html`<pass-keys .session=${session}></pass-keys>
      <open-sessions .session=${session}></open-sessions>
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
    if (this.#advisorName && this.#advisorName !== detail.advisor.name) this.#place = nowhere();
    this.#advisorName = detail.advisor.name;
    this.notice = this.problem = "";
    const session = new Session(detail, words.lock_minutes, {
      warn: (minutes) => {
        this.minutesLeft = minutes;
      },
      lock: () => this.#lock("js.inbox.was_idle"),
      lockedElsewhere: () => this.#lock("js.inbox.was_locked_elsewhere"),
      refused: (error) => this.#refused(error),
    });
    await this.#begin(session).catch((error) => this.#refused(error));
  };

  /** @param {Session} session */
  async #begin(session) {
    this.#session = session;
    const told = await session.during(session.api.get("/inbox/lists"));
    // Where the identity came without the portal's key, nothing is written until an advisor has compared it.
    const trust = new Trust(session.unlocked, session.advisor, keyAsTold(told));
    trust.take(told);
    useWords(await readSignedWords(session, trust));
    session.idle.setLimit(words.lock_minutes);
    await this.#drafts.unlock(session.keyring, session.advisor.recipient).catch(() => {});
    const { hash } = this.#place;
    if (hash && !window.location.hash) history.replaceState(null, "", window.location.pathname + hash);
    this.#trust = trust;
    this.#casebook = new Casebook(session, trust, words);
    this.#casebook.addEventListener("change", () => this.requestUpdate()); // what is read may shake the trust in the list
    this.requestUpdate();
  }

  /** @param {unknown} error */
  #refused(error) {
    if (error instanceof SessionOver) return; // it was for a session that nobody looks at any more
    this.#lock(isSessionOver(error) ? "js.inbox.session_over" : "js.advisors.offline");
  }

  #confirm = () => {
    this.#trust?.confirm();
    this.#goOn();
  };

  /** @param {string} typed @returns {boolean} whether that is the portal's key */
  #pin = (typed) => {
    if (!this.#trust?.pin(typed)) return false;
    this.#goOn();
    return true;
  };

  // What waited for an advisor's word is done now. What fails of it is done with the next refresh, unless the session is over.
  #goOn() {
    this.requestUpdate();
    const unlessOver = (/** @type {unknown} */ error) => isSessionOver(error) && this.#refused(error);
    this.#casebook?.tidyUp().catch(unlessOver);
  }

  #lockByHand = async () => {
    this.#session?.idle.tellLocked();
    await this.#casebook?.close().catch(() => {});
    this.#lock("js.inbox.was_locked");
  };

  /** @param {string} notice */
  async #lock(notice) {
    const session = this.#session;
    if (!session) return;
    this.#place.hash = window.location.hash;
    this.#drafts.lock(session.advisor.recipient);
    this.#session = this.#trust = this.#casebook = null;
    this.notice = notice;
    this.minutesLeft = null;
    this.requestUpdate();
    forgetRoute();
    await session.end();
  }
}

/** @returns {import("./work-desk.js").Place} */
function nowhere() {
  return { hash: "", seen: "", scroll: 0, heights: new Map() };
}

/** @param {unknown} error @returns {boolean} whether the server knows this session no more */
function isSessionOver(error) {
  return error instanceof ApiError && error.status === 401;
}

customElements.define("inbox-app", InboxApp);
