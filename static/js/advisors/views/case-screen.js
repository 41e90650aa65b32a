// One case at work: what was written on one side, what is done on the other.
import { html, nothing } from "lit";
import { isReadable } from "../logic/conversation.js";
import { listAddress } from "../route.js";
import { PageElement, say } from "./page-element.js";
import { lists } from "./words.js";
import "./case-page.js";
import "./case-work.js";

class CaseScreen extends PageElement {
  static properties = {
    row: { attribute: false },
    listed: { attribute: false },
    conversation: { attribute: false },
    isFailed: { attribute: false },
    canReply: { attribute: false },
    problem: {},
    draft: { attribute: false },
    sending: { attribute: false },
    sent: { attribute: false },
    news: { attribute: false },
    team: { attribute: false },
    editing: { attribute: false },
    work: { attribute: false },
    held: { attribute: false },
    filter: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../logic/rows.js").Row | null} */
    this.row = null;
    /** @type {import("../reading.js").Listed | null} */
    this.listed = null;
    /** @type {import("../reading.js").Conversation | null} */
    this.conversation = null;
    this.isFailed = false;
    this.canReply = false;
    this.problem = "";
    this.draft = { text: "", question: false };
    this.sending = false;
    this.sent = false;
    this.news = false;
    /** @type {import("../logic/team.js").Team} */
    this.team = { replies: [], handovers: [] };
    /** @type {import("../logic/team.js").Reply[] | null} standard replies that are being edited */
    this.editing = null;
    /** @type {Record<string, any>} what the other side is shown with */
    this.work = {};
    /** Whether nothing may be written now. */
    this.held = false;
    /** @type {import("../logic/rows.js").Filter} of the list that it came from */
    this.filter = { group: "open", level: "", kind: "", organisation: "" };
  }

  render() {
    const items = this.conversation?.items ?? (this.isFailed ? [] : null);
    return html`<p><a class="alone" data-back href=${listAddress(this.filter, lists)}>${say("js.inbox.to_list")}</a></p>
      <div class="desk">
        <case-page
          .heading=${this.row?.where.split("\n")[0] ?? ""}
          .items=${items}
          .arrived=${this.conversation?.arrived ?? ""}
          .canReply=${this.canReply && this.#isAnswerable}
          .isOtherReporter=${this.conversation?.isOtherReporter ?? false}
          .problem=${this.problem}
          .draft=${this.draft}
          .sending=${this.sending}
          .sent=${this.sent}
          .news=${this.news}
          .replies=${this.team.replies}
          .editing=${this.editing}
          .held=${this.held}
          @editing=${this.#passOn}
          @replies=${this.#passOn}
          @draft=${this.#passOn}
          @reply=${this.#passOn}
        ></case-page>
        ${items?.length && this.row && !this.listed?.isShort ? this.#work(items) : nothing}
      </div>`;
  }

  /** @param {import("../reading.js").Conversation["items"]} items */
  #work(items) {
    const { work } = this;
    return html`<case-work
      .row=${this.row}
      .file=${this.listed?.file ?? null}
      .flag=${this.listed?.flag ?? ""}
      .items=${items}
      .draft=${work.draft}
      .clashes=${work.clashes}
      .together=${work.together}
      .linked=${work.linked}
      .today=${work.today}
      .me=${work.me}
      .advisors=${work.advisors}
      .nameOf=${work.nameOf}
      .saving=${work.saving}
      .saved=${work.saved}
      .problem=${work.problem}
      .held=${this.held}
      @work=${this.#passOn}
      @save=${this.#passOn}
      @settle=${this.#passOn}
      @refuse=${this.#passOn}
      @delete=${this.#passOn}
    ></case-work>`;
  }

  // A case that nobody was given a code for can't be answered.
  get #isAnswerable() {
    const [report] = this.conversation?.items ?? [];
    return !(report && isReadable(report) && report.document.body.answerable === false);
  }

  #passOn = (/** @type {CustomEvent} */ { type, detail }) => {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  };
}

customElements.define("case-screen", CaseScreen);
