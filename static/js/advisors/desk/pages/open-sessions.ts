// Where else this advisor is signed in, with a way to end that.
import { html, nothing } from "lit";
import { SessionOver } from "../../keys/keyring.ts";
import type { Session } from "../../session/session.ts";
import { say } from "../parts/page-element.ts";
import { View } from "../parts/view.ts";

export interface OpenSession {
  id: string;
  created: number;
  seen: number;
  here: boolean;
}

export interface OpenSessionsProps {
  session: Session;
}

export function openSessions(props: OpenSessionsProps) {
  return html`<open-sessions .props=${props}></open-sessions>`;
}

class OpenSessions extends View<OpenSessionsProps> {
  static properties = { sessions: { state: true }, problem: { state: true } };

  sessions: OpenSession[] | null = null;
  problem = false;

  render() {
    return html`<details class="sessions" @toggle=${this.#read}>
      <summary>${say("js.inbox.sessions")}</summary>
      ${this.problem ? html`<p role="alert">${say("js.advisors.offline")}</p>` : nothing}
      <ul class="plain">
        ${this.sessions?.map((each) => this.#row(each)) ?? html`<li role="status">${say("js.advisors.working")}</li>`}
      </ul>
    </details>`;
  }

  #row({ id, created, seen, here }: OpenSession) {
    const times = { created: clock(created), seen: clock(seen) };
    return html`<li>
      ${say(here ? "js.inbox.session_here" : "js.inbox.session_other", times)}
      ${
        here
          ? nothing
          : html`<button class="button quiet" @click=${() => this.#end(id)}>${say("js.inbox.session_end")}</button>`
      }
    </li>`;
  }

  #read = async () => {
    await this.#during(async (session) => {
      ({ sessions: this.sessions } = await session.api.get("/unlock/sessions"));
    });
  };

  #end(id: string) {
    return this.#during(async (session) => {
      await session.api.post("/unlock/sessions/end", { id });
      await this.#read();
    });
  }

  async #during(work: (session: Session) => Promise<void>) {
    this.problem = false;
    try {
      await work(this.props.session);
    } catch (error) {
      this.problem = !(error instanceof SessionOver);
    }
  }
}

/** @param seconds since 1970 @returns day and time here */
function clock(seconds: number): string {
  const style: Intl.DateTimeFormatOptions = {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  };
  return new Date(1000 * seconds).toLocaleString(document.documentElement.lang, style);
}

customElements.define("open-sessions", OpenSessions);
