// The inbox: locked, or a desk to work at. Everything that was opened lives in the session and its casebook: locking, or
// leaving, is forgetting. What was being written is kept sealed to its writer, and so is the place where it stood.
import { html, nothing } from "lit";
import { fingerprint } from "../../crypto/keys.ts";
import { askBeforeLeaving } from "../../web/guard.ts";
import { Casebook } from "../cases/casebook.ts";
import { SessionOver } from "../keys/keyring.ts";
import { ApiError } from "../session/api.ts";
import { Session } from "../session/session.ts";
import type { Advisor, SignedIn } from "../session/sign-in.ts";
import { readSignedSettings } from "../session/signed-settings.ts";
import { Trust, keyAsTold, type ToldLists } from "../session/trust.ts";
import { Drafts } from "./drafts.ts";
import { distrust } from "./pages/distrust.ts";
import { keySheet } from "./pages/key-sheet.ts";
import { openSessions } from "./pages/open-sessions.ts";
import { passkeyList } from "./pages/passkey-list.ts";
import { unlockForm } from "./pages/unlock-form.ts";
import { PageElement, say, shortDay } from "./parts/page-element.ts";
import { atTheTop } from "./parts/position.ts";
import { forgetRoute } from "./parts/route.ts";
import { settings, useSettings } from "./parts/settings.ts";
import { hear } from "./parts/view.ts";
import { workDesk } from "./work-desk.ts";

class InboxApp extends PageElement {
  static properties = { lockReason: { state: true }, minutesLeft: { state: true }, problem: { state: true } };

  /** A catalogue's key. */
  lockReason = "";
  minutesLeft: number | null = null;
  problem = "";

  #session: Session | null = null;
  #trust: Trust | null = null;
  #casebook: Casebook | null = null;
  #drafts = new Drafts();
  #position = atTheTop();
  #advisorName = "";

  constructor() {
    super();
    askBeforeLeaving(() => this.#drafts.isAtRisk);
    hear(this, "unlocked", this.#unlocked);
    hear(this, "over", () => this.#lock("js.inbox.session_over"));
    window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  }

  render() {
    if (!this.#session || !this.#casebook || !this.#trust) {
      return unlockForm({ notice: this.problem || this.lockReason, name: this.#advisorName });
    }
    const [session, trust] = [this.#session, this.#trust];
    return html`${this.#bar(session.advisor)} ${distrust(trust, { confirm: this.#confirm, pin: this.#pin })}
    ${workDesk({ session, trust, casebook: this.#casebook, drafts: this.#drafts, position: this.#position })}
    ${this.#foot(session, trust)} ${this.#lockSoon()}`;
  }

  #bar(advisor: Advisor) {
    return html`<div class="bar">
      <span>${say("js.inbox.signed_in", { name: advisor.name })}</span>
      <span class="bar-links">
        <a class="alone" href="#away">${say("js.inbox.away")}</a>
        ${keySheet()}
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

  #foot(session: Session, trust: Trust) {
    const { recipient, enrolled_day: day } = session.advisor;
    return html`${passkeyList({ session })} ${openSessions({ session })}
      <p class="muted small foot-note">
        ${say("js.inbox.earlier_closed", { day: shortDay(day) })}<br />
        ${say("js.advisors.fingerprint")} <bdi dir="ltr" class="fingerprint" data-own>${fingerprint(recipient)}</bdi
        ><br />
        ${say("js.advisors.portal_fingerprint")}
        <bdi dir="ltr" class="fingerprint" data-portal>${trust.fingerprint}</bdi>
      </p>`;
  }

  #unlocked = async (signedIn: SignedIn) => {
    if (this.#advisorName && this.#advisorName !== signedIn.advisor.name) this.#position = atTheTop();
    this.#advisorName = signedIn.advisor.name;
    this.lockReason = this.problem = "";
    const session = new Session(signedIn, settings.lock_minutes, {
      warn: (minutes) => {
        this.minutesLeft = minutes;
      },
      lock: () => this.#lock("js.inbox.was_idle"),
      lockedElsewhere: () => this.#lock("js.inbox.was_locked_elsewhere"),
      refused: (error) => this.#refused(error),
    });
    await this.#begin(session).catch((error) => this.#refused(error));
  };

  async #begin(session: Session) {
    this.#session = session;
    const told = await session.api.get<ToldLists>("/inbox/lists");
    // Where the identity came without the portal's key, nothing is written until an advisor has compared it.
    const trust = new Trust(session.unlocked, session.advisor, keyAsTold(told));
    trust.take(told);
    useSettings(await readSignedSettings(session, trust));
    session.idle.setLimit(settings.lock_minutes);
    await this.#drafts.unlock(session.keyring, session.advisor.recipient).catch(() => {});
    const { hash } = this.#position;
    if (hash && !window.location.hash) history.replaceState(null, "", window.location.pathname + hash);
    this.#trust = trust;
    this.#casebook = new Casebook(session, trust, settings);
    this.#casebook.addEventListener("change", () => this.requestUpdate()); // what is read may shake the trust in the list
    this.requestUpdate();
  }

  #refused(error: unknown) {
    if (error instanceof SessionOver) return; // it was for a session that nobody looks at any more
    this.#lock(isSessionOver(error) ? "js.inbox.session_over" : "js.advisors.offline");
  }

  #confirm = () => {
    this.#trust?.confirm();
    this.#goOn();
  };

  /** @returns whether that is the portal's key */
  #pin = (typed: string): boolean => {
    if (!this.#trust?.pin(typed)) return false;
    this.#goOn();
    return true;
  };

  // What waited for an advisor's word is done now. What fails of it is done with the next refresh, unless the session is over.
  #goOn() {
    this.requestUpdate();
    const unlessOver = (error: unknown) => isSessionOver(error) && this.#refused(error);
    this.#casebook?.tidyUp().catch(unlessOver);
  }

  #lockByHand = async () => {
    this.#session?.idle.tellLocked();
    await this.#casebook?.close().catch(() => {});
    this.#lock("js.inbox.was_locked");
  };

  async #lock(reason: string) {
    const session = this.#session;
    if (!session) return;
    this.#position.hash = window.location.hash;
    if ((window.location.hash || "#") === this.#position.back) this.#position.scroll = window.scrollY;
    this.#drafts.lock(session.advisor.recipient);
    this.#session = this.#trust = this.#casebook = null;
    this.lockReason = reason;
    this.minutesLeft = null;
    this.requestUpdate();
    forgetRoute();
    await session.end();
  }
}

/** @returns whether the server knows this session no more */
function isSessionOver(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}

customElements.define("inbox-app", InboxApp);
