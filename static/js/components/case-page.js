// One case: the conversation in order, every answer shown as text, whatever it holds; and a reply.
import { html, nothing } from "lit";
import { answerList, dangerMark, origin } from "./answers.js";
import { PageElement, say, shortDay } from "./page-element.js";

const MAX_REPLY = 10_000;

class CasePage extends PageElement {
  static properties = {
    items: { attribute: false },
    canReply: { attribute: false },
    problem: {},
    draft: { attribute: false }, // {text, question}: lives in the app, so that a lock that came too early loses nothing
    sending: { attribute: false },
  };

  #photos = new Map();

  constructor() {
    super();
    this.items = null;
    this.problem = "";
    this.draft = { text: "", question: false };
    this.sending = false;
  }

  render() {
    return html` <p><a href="#">${say("js.inbox.to_list")}</a></p>
      <h1 tabindex="-1">${say("js.inbox.case_title")}</h1>
      ${
        this.items
          ? html`${this.items.map((item) => this.#item(item))}
            ${this.canReply ? this.#replyForm() : html`<p class="notice">${say("js.inbox.no_reply")}</p>`}`
          : html`<p role="status">${say("js.advisors.working")}</p>`
      }
      ${this.problem ? html`<p class="notice" role="alert">${say(this.problem, { limit: MAX_REPLY })}</p>` : nothing}`;
  }

  #item(item) {
    if (item.state !== "open") return html`<p class="notice flagged">${say(`js.inbox.explain_${item.state}`)}</p>`;
    const { type, day, body, language } = item.document;
    if (type === "file") return this.#photo(item);
    return html`<article class="card ${type}">
      <p class="muted">
        ${shortDay(day)} · ${say(type === "reply" ? "js.inbox.from_advisor" : "js.inbox.from_reporter")} ·
        ${say("js.inbox.written_in", { language })}
      </p>
      ${
        type === "report"
          ? html`<p>${origin(body)}</p>
              ${this.#mark(dangerMark(body))}${answerList(body)}`
          : this.#message(body)
      }
    </article>`;
  }

  // Always shown as a JPEG, whatever it says it is; an image that is none stays an empty frame.
  #photo(item) {
    let url = this.#photos.get(item.content);
    if (!url) {
      url = URL.createObjectURL(new Blob([item.content], { type: "image/jpeg" }));
      this.#photos.set(item.content, url);
    }
    return html`<figure class="card">
      <img class="photo" src=${url} alt=${say("js.inbox.photo", { number: item.seq })} />
      <figcaption class="muted">${say("js.inbox.photo", { number: item.seq })}</figcaption>
    </figure>`;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const url of this.#photos.values()) URL.revokeObjectURL(url);
    this.#photos.clear();
  }

  #mark(mark) {
    return mark === nothing ? nothing : html`<p>${mark}</p>`;
  }

  #message(body) {
    const question = body.question === true ? html`<p><strong>${say("js.inbox.question")}</strong></p>` : nothing;
    return html`${question}
      <p class="text" dir="auto">${typeof body.text === "string" ? body.text : JSON.stringify(body)}</p>`;
  }

  #replyForm() {
    return html`<form @submit=${this.#send} novalidate>
      <div class="question">
        <label for="reply">${say("js.inbox.reply")}</label>
        <p class="hint" id="reply-hint">${say("js.inbox.reply_hint")}</p>
        <textarea
          id="reply"
          rows="5"
          dir="auto"
          spellcheck="false"
          autocomplete="off"
          aria-describedby="reply-hint"
          .value=${this.draft.text}
          @input=${(event) => this.#change({ text: event.target.value })}
        ></textarea>
      </div>
      <div class="choice">
        <input
          type="checkbox"
          id="question"
          .checked=${this.draft.question}
          @change=${(event) => this.#change({ question: event.target.checked })}
        />
        <label for="question">${say("js.inbox.is_question")}</label>
      </div>
      <p class="buttons">
        <button class="button" aria-disabled=${this.sending ? "true" : "false"}>${say("js.inbox.send_reply")}</button>
      </p>
      <p role="status" class="muted">${this.sending ? say("js.inbox.sending_reply") : nothing}</p>
    </form>`;
  }

  #change(change) {
    this.draft = { ...this.draft, ...change };
    this.dispatchEvent(new CustomEvent("draft", { detail: this.draft }));
  }

  #send = (event) => {
    event.preventDefault();
    if (this.sending) return;
    const text = this.draft.text.trim();
    if (!text) this.problem = "js.inbox.reply_missing";
    else if ([...text].length > MAX_REPLY) this.problem = "js.inbox.reply_too_long";
    else this.dispatchEvent(new CustomEvent("reply", { detail: { text, question: this.draft.question } }));
  };
}

customElements.define("case-page", CasePage);
