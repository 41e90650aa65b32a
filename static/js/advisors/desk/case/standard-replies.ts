// The advisors' standard replies, to be edited: a title and a text each, shared with the colleague, sealed.
import { html } from "lit";
import { randomBytes, toHex } from "../../../crypto/bytes.ts";
import type { StandardReply } from "../../logic/team.ts";
import { say } from "../parts/page-element.ts";
import { View } from "../parts/view.ts";

/** `edited`: as they are being written; null until somebody does. */
export interface StandardRepliesProps {
  replies: StandardReply[];
  edited: StandardReply[] | null;
}

export function standardReplies(props: StandardRepliesProps) {
  return html`<standard-replies .props=${props}></standard-replies>`;
}

class StandardReplies extends View<StandardRepliesProps> {
  get #shown() {
    return this.props.edited ?? this.props.replies;
  }

  render() {
    return html`<section class="notice standard">
      ${this.#shown.map(
        (reply, place) =>
          html`<div class="question">
            <label for="title-${place}">${say("js.inbox.standard_title")}</label>
            <input type="text" id="title-${place}" .value=${reply.title} @input=${() => this.#edit(place)} />
            <label for="text-${place}">${say("js.inbox.standard_text")}</label>
            <textarea
              id="text-${place}"
              rows="3"
              dir="auto"
              .value=${reply.text}
              @input=${() => this.#edit(place)}
            ></textarea>
            <button type="button" class="link" @click=${() => this.#keep(this.#shown.filter((_, at) => at !== place))}>
              ${say("js.inbox.remove")}<span class="visually-hidden"> ${reply.title}</span>
            </button>
          </div>`,
      )}
      <p class="buttons">
        <button type="button" class="button quiet" @click=${this.#add}>${say("js.inbox.standard_add")}</button>
        <button type="button" class="button" @click=${this.#save}>${say("js.inbox.save")}</button>
      </p>
    </section>`;
  }

  #edit(place: number) {
    const [title, text] = [this.field(`title-${place}`).value, this.field(`text-${place}`).value];
    this.#keep(this.#shown.map((reply, at) => (at === place ? { ...reply, title, text } : reply)));
  }

  #add = () => {
    this.#keep([...this.#shown, { id: toHex(randomBytes(8)), title: "", text: "" }]);
  };

  #keep(edited: StandardReply[]) {
    this.tell("editing", edited);
  }

  #save = () => {
    this.tell(
      "standardReplies",
      this.#shown.filter(({ title, text }) => title.trim() && text.trim()),
    );
  };
}

customElements.define("standard-replies", StandardReplies);
