// Posters and slips for each organisation, in Danish and what other languages are wanted; and its link, which can be closed.
import { html, nothing } from "lit";
import { SessionOver } from "../../keys/keyring.ts";
import type { Session } from "../../session/session.ts";
import { BACKGROUND, type Trust } from "../../session/trust.ts";
import { backToList } from "../parts/back-link.ts";
import { heldNote, off } from "../parts/held.ts";
import { say } from "../parts/page-element.ts";
import { settings } from "../parts/settings.ts";
import { View } from "../parts/view.ts";
import type { Viewer } from "../parts/viewer.ts";
import { posterSheet } from "./poster-sheet.ts";

/** What is shown to be printed. */
export interface Sheet {
  kind: "poster" | "slip";
  slug: string;
}

export interface PostersProps {
  session: Session;
  trust: Trust;
  held: boolean; // nothing may be written now
  viewer: Viewer;
}

export function postersPage(props: PostersProps) {
  return html`<posters-page .props=${props}></posters-page>`;
}

class PostersPage extends View<PostersProps> {
  static properties = {
    closed: { state: true },
    sheet: { state: true },
    chosen: { state: true },
    problem: { state: true },
  };

  /** the organisations whose links are closed */
  closed: string[] | null = null;
  sheet: Sheet | null = null;
  chosen: string[] = [];
  problem = false;

  connectedCallback() {
    super.connectedCallback();
    this.#read();
  }

  render() {
    const organisations = Object.keys(settings.organisations);
    return html`${backToList(this.props.viewer.back)}
      <h1 tabindex="-1" class="no-print">${say("js.poster.title")}</h1>
      ${
        this.sheet
          ? html`<h2 tabindex="-1" class="no-print">${settings.organisations[this.sheet.slug]}</h2>
              ${posterSheet({ ...this.sheet, languages: this.chosen }, this.props.trust.fingerprint)}`
          : this.#desk(organisations)
      }`;
  }

  #desk(organisations: string[]) {
    return html`<p>${say("js.poster.hint")}</p>
      ${this.problem ? html`<p role="alert" class="notice">${say("js.advisors.offline")}</p>` : nothing}
      ${this.#choices()}
      ${
        this.closed
          ? organisations.map((slug) => this.#link(slug, this.closed?.includes(slug) ?? false))
          : html`<p role="status">${say("js.advisors.working")}</p>`
      }
      ${organisations.length ? nothing : html`<p>${say("js.poster.none")}</p>`}`;
  }

  #choices() {
    return html`<fieldset class="question">
      <legend>${say("js.poster.languages")}</legend>
      ${others().map(
        (each) =>
          html`<div class="choice">
            <input
              type="checkbox"
              id="poster-${each}"
              .checked=${this.chosen.includes(each)}
              @change=${() => this.#choose(each)}
            />
            <label for="poster-${each}">${nameOf(each)}</label>
          </div>`,
      )}
    </fieldset>`;
  }

  #link(slug: string, closed: boolean) {
    return html`<section class="panel" data-link=${slug}>
      <h2>${settings.organisations[slug]}</h2>
      ${closed ? html`<p class="notice">${say("js.poster.closed")}</p>` : nothing}
      <p class="buttons">
        ${this.#sheetButton("poster", slug)} ${this.#sheetButton("slip", slug)}
        <button
          class="button quiet"
          aria-disabled=${off(this.props.held)}
          @click=${() => this.#set(slug, closed ? "open" : "closed")}
        >
          ${say(closed ? "js.poster.open" : "js.poster.close")}
        </button>
      </p>
      ${heldNote(this.props.held)}
    </section>`;
  }

  #sheetButton(kind: "poster" | "slip", slug: string) {
    return html`<button class="button quiet" @click=${() => this.#show({ kind, slug })}>
      ${say(kind === "poster" ? "js.poster.poster" : "js.poster.slip")}
    </button>`;
  }

  async #show(sheet: Sheet) {
    this.sheet = sheet;
    await this.updateComplete;
    window.scrollTo(0, 0);
    this.querySelector("h2")?.focus();
  }

  #choose(language: string) {
    const isOn = this.chosen.includes(language);
    this.chosen = isOn ? this.chosen.filter((each) => each !== language) : [...this.chosen, language];
  }

  #read = () =>
    this.#during(async ({ api }) => {
      ({ closed: this.closed } = await api.get("/inbox/posters"));
    });

  #set(slug: string, state: "open" | "closed") {
    if (!this.props.trust?.mayWrite(BACKGROUND)) return;
    this.#during(async ({ api }) => {
      await api.post(`/inbox/posters/${slug}`, { state });
      await this.#read();
    });
  }

  async #during(work: (session: Session) => Promise<void>) {
    if (!this.props.session) return;
    this.problem = false;
    try {
      await work(this.props.session);
    } catch (error) {
      this.problem = !(error instanceof SessionOver);
    }
  }
}

/** The languages that a poster may have beside Danish. */
function others() {
  return Object.keys(settings.posters).filter((language) => language !== "da");
}

function nameOf(language: string): string {
  return new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(language) ?? language;
}

customElements.define("posters-page", PostersPage);
