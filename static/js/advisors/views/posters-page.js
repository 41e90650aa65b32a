// Posters and slips for each organisation, in Danish and what other languages are wanted; and its link, which can be closed.
import { html, nothing } from "lit";
import { PageElement, say } from "./page-element.js";

/** @typedef {{ slug: string, name: string, closed: boolean }} Link */

class PostersPage extends PageElement {
  static properties = {
    session: { attribute: false },
    links: { state: true },
    languages: { state: true },
    chosen: { state: true },
    problem: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../session.js").Session | null} */
    this.session = null;
    /** @type {Link[] | null} */
    this.links = null;
    /** @type {string[]} */
    this.languages = [];
    /** @type {string[]} */
    this.chosen = [];
    this.problem = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#read();
  }

  render() {
    return html`<p><a class="alone" data-back href="#">${say("js.inbox.to_list")}</a></p>
      <h1 tabindex="-1">${say("js.poster.title")}</h1>
      <p>${say("js.poster.hint")}</p>
      ${this.problem ? html`<p role="alert" class="notice">${say("js.advisors.offline")}</p>` : nothing}
      ${this.languages.length ? this.#choices() : nothing}
      ${this.links?.map((link) => this.#link(link)) ?? html`<p role="status">${say("js.advisors.working")}</p>`}
      ${this.links?.length === 0 ? html`<p>${say("js.poster.none")}</p>` : nothing}`;
  }

  #choices() {
    return html`<fieldset class="question">
      <legend>${say("js.poster.languages")}</legend>
      ${this.languages.map(
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

  /** @param {Link} link */
  #link({ slug, name, closed }) {
    const address = (/** @type {string} */ kind) => `/inbox/posters/${slug}/${kind}?with=${this.chosen.join()}`;
    return html`<section class="panel" data-link=${slug}>
      <h2>${name}</h2>
      ${closed ? html`<p class="notice">${say("js.poster.closed")}</p>` : nothing}
      <p class="buttons">
        <a class="button quiet" target="_blank" rel="noopener" href=${address("poster")}>${say("js.poster.poster")}</a>
        <a class="button quiet" target="_blank" rel="noopener" href=${address("slip")}>${say("js.poster.slip")}</a>
        <button class="button quiet" @click=${() => this.#set(slug, closed ? "open" : "closed")}>
          ${say(closed ? "js.poster.open" : "js.poster.close")}
        </button>
      </p>
    </section>`;
  }

  /** @param {string} language */
  #choose(language) {
    const isOn = this.chosen.includes(language);
    this.chosen = isOn ? this.chosen.filter((each) => each !== language) : [...this.chosen, language];
  }

  #read = () =>
    this.#during(async ({ api }) => {
      ({ links: this.links, languages: this.languages } = await api.get("/inbox/posters"));
    });

  /** @param {string} slug @param {"open" | "closed"} state */
  #set(slug, state) {
    return this.#during(async ({ api }) => {
      await api.post(`/inbox/posters/${slug}`, { state });
      await this.#read();
    });
  }

  /** @param {(session: import("../session.js").Session) => Promise<void>} work */
  async #during(work) {
    if (!this.session) return;
    this.problem = false;
    try {
      await this.session.during(work(this.session));
    } catch {
      this.problem = !this.session.signal.aborted;
    }
  }
}

/** @param {string} language @returns {string} */
function nameOf(language) {
  return new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(language) ?? language;
}

customElements.define("posters-page", PostersPage);
