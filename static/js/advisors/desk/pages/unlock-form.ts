// The locked inbox: name and passphrase. Asks nothing of the server before both are there.
import { html, nothing } from "lit";
import { knowsPasskeys } from "../../session/passkeys.ts";
import { NotSignedIn, signIn, signInByPasskey, type SignedIn } from "../../session/sign-in.ts";
import { say } from "../parts/page-element.ts";
import { View } from "../parts/view.ts";

export interface UnlockProps {
  notice: string; // a catalogue's key of why it is locked; empty for the first time
  name: string; // who was signed in here before
}

export function unlockForm(props: UnlockProps) {
  return html`<unlock-form .props=${props}></unlock-form>`;
}

class UnlockForm extends View<UnlockProps> {
  static properties = { problem: { state: true }, busy: { state: true }, isShown: { state: true } };

  problem = "";
  busy = false;
  isShown = false;

  /** Whoever was locked out goes on where the hand is. */
  firstUpdated() {
    if (this.props.notice) this.#focusOn(this.field(this.props.name ? "passphrase" : "name"));
  }

  #touch() {
    if (!knowsPasskeys()) return nothing;
    return html`<p class="buttons">
        <button class="button quiet" type="button" data-passkey @click=${this.#byPasskey}>
          ${say("js.inbox.by_passkey")}
        </button>
      </p>
      <p class="muted">${say("js.inbox.or_words")}</p>`;
  }

  render() {
    return html` <h1 tabindex="-1">${say("js.inbox.locked_title")}</h1>
      ${this.props.notice ? html`<p class="notice" role="status">${say(this.props.notice)}</p>` : nothing}
      <p>${say("js.inbox.locked")}</p>
      <form @submit=${this.#unlock} novalidate>
        ${this.#touch()}
        <p class="error" id="problem" role="alert" ?hidden=${!this.problem}>
          ${this.problem ? `${say("js.advisors.error")} ${say(this.problem)}` : ""}
        </p>
        <div class="question">
          <label for="name">${say("js.inbox.name")}</label>
          <input
            type="text"
            id="name"
            autocomplete="username"
            autocapitalize="words"
            spellcheck="false"
            .value=${this.props.name}
          />
        </div>
        <div class="question">
          <label for="passphrase">${say("js.inbox.passphrase")}</label>
          <p class="hint" id="passphrase-hint">${say("js.inbox.passphrase_hint")}</p>
          <input
            type=${this.isShown ? "text" : "password"}
            spellcheck="false"
            autocapitalize="none"
            id="passphrase"
            autocomplete="current-password"
            aria-describedby="passphrase-hint problem"
            aria-invalid=${this.problem ? "true" : "false"}
          />
        </div>
        <div class="choice">
          <input type="checkbox" id="show" @change=${() => (this.isShown = this.field("show").checked)} />
          <label for="show">${say("js.inbox.show_passphrase")}</label>
        </div>
        <p class="buttons">
          <button class="button" aria-disabled=${this.busy ? "true" : "false"}>${say("js.inbox.unlock")}</button>
        </p>
        <p role="status" class="muted">${this.busy ? say("js.inbox.unlocking") : nothing}</p>
      </form>`;
  }

  #unlock = async (event: Event) => {
    event.preventDefault();
    if (this.busy) return;
    const [name, passphrase] = [this.field("name"), this.field("passphrase")];
    this.problem = name.value.trim() && passphrase.value.trim() ? "" : "js.inbox.both";
    if (this.problem) return this.#focusOn(name.value.trim() ? passphrase : name);
    await this.#by(() => signIn(name.value, passphrase.value), passphrase);
  };

  #byPasskey = async () => {
    if (this.busy) return;
    this.problem = "";
    await this.#by(signInByPasskey, this.field("passphrase"));
  };

  /** @param passphrase the field for the other way in */
  async #by(way: () => Promise<SignedIn>, passphrase: HTMLInputElement) {
    this.busy = true;
    await this.shown();
    try {
      this.tell("unlocked", await way());
    } catch (error) {
      this.problem = `js.inbox.not_${error instanceof NotSignedIn ? error.reason : "failed"}`;
      this.#focusOn(passphrase);
    } finally {
      passphrase.value = "";
      this.busy = false;
    }
  }

  async #focusOn(field: HTMLElement) {
    await this.updateComplete;
    field.focus();
  }
}

customElements.define("unlock-form", UnlockForm);
