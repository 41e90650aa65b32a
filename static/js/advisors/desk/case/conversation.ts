// One case: the conversation in order, every answer shown as text, whatever it holds; and a reply.
import { html, nothing } from "lit";
import type { Document } from "../../../crypto/document.ts";
import { origin } from "../../logic/answers.ts";
import type { ReadPlace } from "../../logic/case.ts";
import { arrival, isReadable } from "../../logic/conversation.ts";
import type { ReplyDraft } from "../../logic/draft.ts";
import type { StandardReply } from "../../logic/team.ts";
import { heldNote, off } from "../parts/held.ts";
import { say, shortDay } from "../parts/page-element.ts";
import { photoFrame } from "../parts/photo-frame.ts";
import { settings } from "../parts/settings.ts";
import { View, hear } from "../parts/view.ts";
import { answerList, dangerMark, longText, spamMark } from "./report.ts";
import { standardReplies } from "./standard-replies.ts";

/** What is shown of a case. */
export interface ShownCase {
  heading: string; // where it is; what tells one case from another
  items: ReadPlace[] | null; // null until they are read
  arrived: string; // ISO day
  canReply: boolean;
  isOtherReporter: boolean;
  draft: ReplyDraft; // lives in the app, so that a lock that came too early loses nothing
  news: boolean; // something came in while it was open
}

/** How replying goes. `problem`: a catalogue's key; `held`: nothing may be written now. */
export interface ReplyDoing {
  problem: string;
  held: boolean;
  sending: boolean;
  sent: boolean;
}

/** `editing`: the standard replies, while somebody edits them. */
export interface ConversationProps {
  opened: ShownCase;
  doing: ReplyDoing;
  replies: StandardReply[];
  editing: StandardReply[] | null;
}

export function conversation(props: ConversationProps) {
  return html`<case-conversation .props=${props}></case-conversation>`;
}

class CaseConversationView extends View<ConversationProps> {
  static properties = { isManaging: { state: true }, wrong: { state: true } };

  isManaging = false;
  wrong = ""; // a catalogue's key of what can't be sent

  constructor() {
    super();
    hear(this, "standardReplies", () => (this.isManaging = false));
  }

  render() {
    const problem = this.wrong || this.props.doing.problem;
    return html` <h1 tabindex="-1" dir="auto">${this.props.opened.heading || say("js.inbox.case_title")}</h1>
      <p role="status">${this.props.opened.news ? say("js.inbox.case_news") : nothing}</p>
      ${
        this.props.opened.items
          ? html`${this.props.opened.items.map((item) => this.#item(item))}
            ${this.props.opened.isOtherReporter ? html`<p class="notice flagged">${say("js.inbox.other_reporter")}</p>` : nothing}
            ${this.props.opened.canReply ? this.#replyForm() : html`<p class="notice">${say("js.inbox.no_reply")}</p>`}`
          : html`<p role="status">${say("js.advisors.working")}</p>`
      }
      ${problem ? this.#wrong(problem) : nothing}
      <p role="status">${this.props.doing.sent ? say("js.inbox.reply_sent") : nothing}</p>`;
  }

  #item(item: ReadPlace) {
    if (!isReadable(item)) {
      const key = `js.inbox.explain_${item.state}`;
      return item.state === "removed" ? html`<p class="notice">${say(key)}</p>` : this.#flag(key);
    }
    const { type, body, language } = item.document;
    const flags = html`${item.state === "changed" ? this.#flag("js.inbox.explain_changed") : nothing}
    ${item.unvouched ? this.#flag("js.inbox.unvouched") : nothing}
    ${item.state === "removed" ? html`<p class="notice">${say("js.inbox.is_copy")}</p>` : nothing}`;
    if (item.content) return html`${flags}${this.#photo(item.seq, item.content)}`;
    return html`${flags}
      <article class="entry-box ${type}">
        <p class="muted">
          ${this.#day(item.document)} · ${say(type === "reply" ? "js.inbox.from_advisor" : "js.inbox.from_reporter")} ·
          ${say("js.inbox.written_in", { language: languageName(language) })}
        </p>
        ${
          type === "report"
            ? html`<p>${origin(body, settings)}${this.#writtenDown(body, item.writtenBy)}</p>
                ${spamMark(body)} ${this.#mark(dangerMark(body))}${answerList(body)}`
            : this.#message(body)
        }
      </article>`;
  }

  // What a report says of itself is a claim, unless an advisor has signed it.
  #writtenDown({ origin: told }: Record<string, unknown>, writtenBy: string) {
    if (writtenBy) return html` · ${say("js.inbox.written_down", { name: writtenBy })}`;
    return told === "reporter" || told === undefined ? nothing : html` · ${say("js.inbox.says_written_down")}`;
  }

  #wrong(key: string) {
    return html`<p class="summary" role="alert">
      ${say("js.advisors.error")} ${say(key, { limit: settings.max_message })}
    </p>`;
  }

  #flag(key: string) {
    return html`<p class="notice flagged">${say(key)}</p>`;
  }

  #day({ type, day }: Document) {
    const how = type === "report" ? arrival(day, this.props.opened.arrived) : "same";
    if (how === "same") return shortDay(day);
    const days = { written: shortDay(day), arrived: shortDay(this.props.opened.arrived) };
    return how === "later"
      ? say("js.inbox.written_arrived", days)
      : html`<strong class="mark">${say("js.inbox.day_wrong_of", days)}</strong>`;
  }

  #photo(seq: number, content: Uint8Array) {
    const label = say("js.inbox.photo", { number: seq });
    return html`<figure class="entry-box">
      ${photoFrame({ content, label })}
      <figcaption class="muted">${label}</figcaption>
    </figure>`;
  }

  #mark(mark: ReturnType<typeof dangerMark>) {
    return mark === nothing ? nothing : html`<p>${mark}</p>`;
  }

  #message(body: Record<string, unknown>) {
    const question = body.question === true ? html`<p><strong>${say("js.inbox.question")}</strong></p>` : nothing;
    return html`${question}
      <div class="text" dir="auto">${longText(typeof body.text === "string" ? body.text : JSON.stringify(body))}</div>`;
  }

  #replyForm() {
    return html`${this.#standard()}
      <form @submit=${this.#send} novalidate>
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
            .value=${this.props.opened.draft.text}
            @input=${() => this.#change({ text: this.field("reply").value })}
          ></textarea>
        </div>
        <div class="choice">
          <input
            type="checkbox"
            id="question"
            .checked=${this.props.opened.draft.question}
            @change=${() => this.#change({ question: this.field("question").checked })}
          />
          <label for="question">${say("js.inbox.is_question")}</label>
        </div>
        <p class="buttons">
          <button class="button" aria-disabled=${off(this.props.doing.sending || this.props.doing.held)}>
            ${say("js.inbox.send_reply")}
          </button>
        </p>
        ${heldNote(this.props.doing.held)}
        <p role="status" class="muted">${this.props.doing.sending ? say("js.inbox.sending_reply") : nothing}</p>
      </form>`;
  }

  // A few that are theirs to edit; putting one in never takes away what stands there.
  #standard() {
    return html`<div class="question">
        <label for="standard">${say("js.inbox.standard")}</label>
        <select id="standard" @change=${this.#putIn}>
          <option value="">${say("js.inbox.choose")}</option>
          ${this.props.replies.map(({ id, title }) => html`<option value=${id}>${title}</option>`)}
        </select>
        <button type="button" class="link" @click=${() => (this.isManaging = !this.isManaging)}>
          ${say("js.inbox.standard_edit")}
        </button>
      </div>
      ${
        this.isManaging || this.props.editing
          ? standardReplies({ replies: this.props.replies, edited: this.props.editing })
          : nothing
      }`;
  }

  #putIn = () => {
    const chosen = this.props.replies.find(({ id }) => id === this.field("standard").value);
    this.field("standard").value = "";
    if (chosen) this.#change({ text: [this.props.opened.draft.text.trim(), chosen.text].filter(Boolean).join("\n\n") });
  };

  #change(change: Partial<ReplyDraft>) {
    this.tell("draftReply", { ...this.props.opened.draft, ...change });
  }

  #send = (event: Event) => {
    event.preventDefault();
    if (this.props.doing.sending) return;
    const text = this.props.opened.draft.text.trim();
    this.wrong = problemOf(text);
    if (!this.wrong) this.tell("reply", { text, question: this.props.opened.draft.question });
  };
}

/** @returns a catalogue's key; empty if it can be sent */
function problemOf(text: string): string {
  if (!text) return "js.inbox.reply_missing";
  return [...text].length > settings.max_message ? "js.inbox.reply_too_long" : "";
}

/** @returns the language's name; what is none comes back as it is */
function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(document.documentElement.lang, { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

customElements.define("case-conversation", CaseConversationView);
