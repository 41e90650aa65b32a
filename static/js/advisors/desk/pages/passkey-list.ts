// This advisor's passkeys: which devices have one, a way to take one away, and to add one for whoever knows the six words.
import { html, nothing } from "lit";
import { fromBase64, toBase64 } from "../../../crypto/bytes.ts";
import { portal } from "../../../web/page.ts";
import { SessionOver, TaskFailed } from "../../keys/keyring.ts";
import { ApiError } from "../../session/api.ts";
import { NoPasskey, knowsPasskeys, makePasskey, wipe } from "../../session/passkeys.ts";
import { normalisePassphrase } from "../../session/passphrase.ts";
import type { Session } from "../../session/session.ts";
import type { Challenge } from "../../session/sign-in.ts";
import { say, shortDay } from "../parts/page-element.ts";
import { View } from "../parts/view.ts";

export interface ListedPasskey {
  id: string;
  device: string;
  day: string;
}

export interface PasskeyListProps {
  session: Session;
}

export function passkeyList(props: PasskeyListProps) {
  return html`<passkey-list .props=${props}></passkey-list>`;
}

class PassKeys extends View<PasskeyListProps> {
  static properties = {
    listed: { state: true },
    problem: { state: true },
    busy: { state: true },
    added: { state: true },
  };

  listed: ListedPasskey[] | null = null;
  /** A catalogue's key. */
  problem = "";
  busy = false;
  added = false;

  render() {
    return html`<details class="sessions passkeys" @toggle=${this.#read}>
      <summary>${say("js.passkey.title")}</summary>
      <p class="hint">${say("js.passkey.hint")}</p>
      <ul class="plain">
        ${this.listed?.map((each) => this.#row(each)) ?? html`<li role="status">${say("js.advisors.working")}</li>`}
      </ul>
      ${knowsPasskeys() ? this.#form() : html`<p>${say("js.passkey.unknown")}</p>`}
    </details>`;
  }

  #row({ id, device, day }: ListedPasskey) {
    return html`<li>
      <bdi>${device}</bdi> · ${shortDay(day)}
      <button class="button quiet" @click=${() => this.#remove(id)}>
        ${say("js.passkey.remove")} <span class="visually-hidden">${device}</span>
      </button>
    </li>`;
  }

  #form() {
    return html`<form @submit=${this.#add} novalidate>
      ${
        this.problem
          ? html`<p class="error" role="alert">${say("js.advisors.error")} ${say(this.problem)}</p>`
          : nothing
      }
      <div class="question">
        <label for="device">${say("js.passkey.device")}</label>
        <input type="text" id="device" maxlength="60" autocomplete="off" />
      </div>
      <div class="question">
        <label for="words-again">${say("js.passkey.passphrase")}</label>
        <p class="hint" id="words-again-hint">${say("js.passkey.passphrase_hint")}</p>
        <input type="password" id="words-again" autocomplete="current-password" aria-describedby="words-again-hint" />
      </div>
      <p class="buttons">
        <button class="button quiet" aria-disabled=${this.busy ? "true" : "false"}>${say("js.passkey.add")}</button>
      </p>
      <p role="status">${this.busy ? say("js.passkey.touch") : this.added ? say("js.passkey.added") : nothing}</p>
    </form>`;
  }

  #read = async () => {
    await this.#during(async (session) => {
      ({ passkeys: this.listed } = await session.api.get("/unlock/passkeys"));
    });
  };

  #add = async (event: Event) => {
    event.preventDefault();
    const [device, words] = [this.field("device"), this.field("words-again")];
    if (this.busy) return;
    this.problem = device.value.trim() && words.value.trim() ? "" : "js.passkey.both";
    if (this.problem) return void (device.value.trim() ? words : device).focus();
    this.busy = true;
    this.added = false;
    const [name, secret] = [device.value.trim(), normalisePassphrase(words.value)];
    words.value = "";
    await this.#during(async (session) => {
      await make(session, name, secret);
      device.value = "";
      this.added = true;
      await this.#read();
    });
    this.busy = false;
    if (this.problem) words.focus();
  };

  #remove(id: string) {
    return this.#during(async (session) => {
      await session.api.post("/unlock/passkeys/remove", { id });
      await this.#read();
    });
  }

  async #during(work: (session: Session) => Promise<void>) {
    const { session } = this.props;
    this.problem = "";
    try {
      await work(session);
    } catch (error) {
      if (!(error instanceof SessionOver)) this.problem = problemOf(error);
    }
  }
}

// The words first: a passkey that opens nothing should not be left on a device because of a slip of the hand.
async function make(session: Session, device: string, secret: string) {
  const { api, keyring, advisor } = session;
  const { hostname: host } = portal;
  const { slot } = await api.post<Challenge>("/unlock/challenge", { name: advisor.name });
  await keyring.wrapForPasskey(fromBase64(slot), secret, new Uint8Array(64), host);
  const { credential, output } = await makePasskey(advisor.name);
  const wrapping = keyring.wrapForPasskey(fromBase64(slot), secret, output, host);
  const wrapped = await wrapping.finally(() => wipe(output));
  const sent = { credential: toBase64(credential), slot: toBase64(wrapped), device };
  await api.post("/unlock/passkeys", sent);
}

/** @returns a catalogue's key */
function problemOf(error: unknown): string {
  if (error instanceof NoPasskey) return `js.passkey.not_${error.reason}`;
  if (error instanceof TaskFailed) return "js.inbox.not_wrong";
  if (error instanceof ApiError && error.status === 409) return "js.passkey.full";
  if (error instanceof ApiError && error.status === 429) return "js.inbox.not_too_many";
  return "js.advisors.offline";
}

customElements.define("passkey-list", PassKeys);
