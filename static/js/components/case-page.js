// One case: every answer shown as text, whatever it holds.
import { html, nothing } from "lit";
import { answerList, dangerMark } from "./answers.js";
import { PageElement, readableDay, say } from "./page-element.js";

class CasePage extends PageElement {
  static properties = { items: { attribute: false }, problem: {} };

  constructor() {
    super();
    this.items = null;
    this.problem = "";
  }

  render() {
    return html` <p><a href="#">${say("js.inbox.to_list")}</a></p>
      <h1 tabindex="-1">${say("js.inbox.case_title")}</h1>
      ${this.problem ? html`<p class="notice" role="alert">${say(this.problem)}</p>` : nothing}
      ${this.items ? this.items.map((item) => this.#item(item)) : html`<p role="status">${say("js.advisors.working")}</p>`}`;
  }

  #item(item) {
    if (item.state !== "open") return html`<p class="notice flagged">${say(`js.inbox.explain_${item.state}`)}</p>`;
    const { day, body, language } = item.document;
    return html`<article class="card">
      <p class="muted">
        ${readableDay(day)} · ${say("js.inbox.from_reporter")} · ${say("js.inbox.written_in", { language })}
      </p>
      <p>${dangerMark(body)}</p>
      ${answerList(body)}
    </article>`;
  }
}

customElements.define("case-page", CasePage);
