// One case at work: what was written on one side, what is done on the other.
import { html, nothing } from "lit";
import type { CaseConversation, ListedCase } from "../../logic/case.ts";
import { isReadable } from "../../logic/conversation.ts";
import type { Filter, Row } from "../../logic/rows.ts";
import type { StandardReply, Team } from "../../logic/team.ts";
import { PageElement, say } from "../parts/page-element.ts";
import { listAddress } from "../parts/route.ts";
import { lists } from "../parts/settings.ts";
import "./case-page.ts";
import "./plan.ts";

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

  row: Row | null = null;
  listed: ListedCase | null = null;
  conversation: CaseConversation | null = null;
  isFailed = false;
  canReply = false;
  problem = "";
  draft: { text: string; question: boolean } = { text: "", question: false };
  sending = false;
  sent = false;
  news = false;
  team: Team = { replies: [], handovers: [] };
  /** standard replies that are being edited */
  editing: StandardReply[] | null = null;
  /** what the other side is shown with */
  work: Record<string, unknown> = {};
  /** Whether nothing may be written now. */
  held = false;
  /** of the list that it came from */
  filter: Filter = { group: "open", level: "", kind: "", organisation: "" };

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

  #work(items: CaseConversation["items"]) {
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

  #passOn = ({ type, detail }: CustomEvent) => {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  };
}

customElements.define("case-screen", CaseScreen);
