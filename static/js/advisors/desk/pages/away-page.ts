// Who looks after whose cases while somebody is away, and what the public pages say if everybody is.
import { html, nothing } from "lit";
import { randomBytes, toHex } from "../../../crypto/bytes.ts";
import type { AwayForm } from "../../logic/draft.ts";
import { awayUntil, type Handover, type Team } from "../../logic/team.ts";
import { addWorkdays } from "../../logic/workdays.ts";
import { backToList } from "../parts/back-link.ts";
import { nearDay } from "../parts/days.ts";
import { heldNote, off } from "../parts/held.ts";
import { say } from "../parts/page-element.ts";
import { holidays } from "../parts/settings.ts";
import { View } from "../parts/view.ts";
import type { Doing, Viewer } from "../parts/viewer.ts";

export interface AwayProps {
  team: Team;
  flag: string; // what is wrong with that; empty if nothing is
  absence: string; // the ISO day that the public pages tell; empty for none
  form: AwayForm; // what is being written
  doing: Doing;
  viewer: Viewer;
}

export function awayPage(props: AwayProps) {
  return html`<away-page .props=${props}></away-page>`;
}

class AwayPage extends View<AwayProps> {
  static properties = { wrong: { state: true } };

  wrong = "";

  render() {
    const now = this.props.team.handovers.filter(({ last }) => last >= this.props.viewer.today);
    return html`${backToList(this.props.viewer.back)}
      <h1 tabindex="-1">${say("js.inbox.away")}</h1>
      <p>${say("js.inbox.away_intro")}</p>
      ${this.props.flag ? html`<p class="notice flagged">${say(`js.inbox.file_${this.props.flag}`)}</p>` : nothing}
      ${this.props.doing.problem ? html`<p class="notice" role="alert">${say(this.props.doing.problem)}</p>` : nothing}
      <ul class="plain handovers">
        ${now.map((each) => this.#handover(each))}
      </ul>
      ${this.#form()} ${this.#public()}
      <p role="status" data-saved>${this.props.doing.saved ? say("js.inbox.saved") : nothing}</p>`;
  }

  #handover(each: Handover) {
    const { from, to, first, last, note, seen } = each;
    const said = {
      from: this.props.viewer.nameOf(from),
      to: this.props.viewer.nameOf(to),
      first: nearDay(first, this.props.viewer.today),
      last: nearDay(last, this.props.viewer.today),
    };
    return html`<li class="notice" data-handover>
      <p>${say("js.inbox.handed_over", said)}</p>
      ${note ? html`<p class="text" dir="auto">${note}</p>` : nothing}
      <p class="muted">
        ${seen ? say("js.inbox.acknowledged", { day: nearDay(seen, this.props.viewer.today) }) : say("js.inbox.not_acknowledged")}
      </p>
      <p class="buttons">
        ${to === this.props.viewer.me && !seen ? html`<button class="button" @click=${() => this.#put({ ...each, seen: this.props.viewer.today })}>${say("js.inbox.acknowledge")}</button>` : nothing}
        ${from === this.props.viewer.me ? html`<button class="button quiet" @click=${() => this.#without(each)}>${say("js.inbox.take_back")}</button>` : nothing}
      </p>
    </li>`;
  }

  #form() {
    const others = this.props.viewer.advisors.filter((id) => id !== this.props.viewer.me);
    if (!others.length) return html`<p>${say("js.inbox.nobody_else")}</p>`;
    return html`<form @submit=${this.#add} novalidate>
      <h2>${say("js.inbox.hand_over")}</h2>
      ${this.wrong ? html`<p class="error" role="alert">${say("js.advisors.error")} ${say(this.wrong)}</p>` : nothing}
      <div class="question">
        <label for="to">${say("js.inbox.hand_to")}</label>
        <select id="to">
          ${others.map((id) => html`<option value=${id}>${this.props.viewer.nameOf(id)}</option>`)}
        </select>
      </div>
      <div class="question">
        <label for="first">${say("js.inbox.away_first")}</label>
        <input type="date" id="first" .value=${this.props.form.first ?? ""} @change=${this.#write} />
      </div>
      <div class="question">
        <label for="last">${say("js.inbox.away_last")}</label>
        <input type="date" id="last" .value=${this.props.form.last ?? ""} @change=${this.#write} />
      </div>
      <div class="question">
        <label for="away-note">${say("js.inbox.away_note")}</label>
        <textarea
          id="away-note"
          rows="2"
          dir="auto"
          maxlength="300"
          .value=${this.props.form.note ?? ""}
          @input=${this.#write}
        ></textarea>
      </div>
      <p class="buttons">
        <button class="button" aria-disabled=${off(this.props.doing.held)}>${say("js.inbox.hand_over")}</button>
      </p>
      ${heldNote(this.props.doing.held)}
    </form>`;
  }

  // Everybody may be away: then people are told when somebody reads again.
  #public() {
    const until = awayUntil(this.props.team, this.props.viewer.today, this.props.viewer.advisors);
    const proposed = until ? addWorkdays(until, 1, holidays) : "";
    return html`<section aria-labelledby="public-title">
      <h2 id="public-title">${say("js.inbox.public_notice")}</h2>
      <p>
        ${this.props.absence ? say("js.inbox.notice_up", { day: nearDay(this.props.absence, this.props.viewer.today) }) : say("js.inbox.notice_down")}
      </p>
      ${until && !this.props.absence ? html`<p class="notice" role="status">${say("js.inbox.both_away", { day: nearDay(proposed, this.props.viewer.today) })}</p>` : nothing}
      <div class="question">
        <label for="reading">${say("js.inbox.reading_day")}</label>
        <input type="date" id="reading" .value=${this.props.absence || proposed} />
      </div>
      <p class="buttons">
        <button type="button" class="button quiet" aria-disabled=${off(this.props.doing.held)} @click=${this.#putUp}>
          ${say("js.inbox.notice_put")}
        </button>
        ${this.props.absence ? html`<button type="button" class="button quiet" aria-disabled=${off(this.props.doing.held)} @click=${() => this.tell("absence", "")}>${say("js.inbox.notice_take")}</button>` : nothing}
      </p>
      ${heldNote(this.props.doing.held)}
    </section>`;
  }

  #putUp = () => {
    const day = this.field("reading").value;
    if (day > this.props.viewer.today) this.tell("absence", day);
  };

  #write = () => {
    const [first, last, note] = ["first", "last", "away-note"].map((id) => this.field(id).value);
    this.tell("form", { page: "away", form: { first, last, note } });
  };

  #add = (event: Event) => {
    event.preventDefault();
    const value = (id: string) => this.field(id).value;
    const [first, last] = [value("first"), value("last")];
    this.wrong = first && last && first <= last && last >= this.props.viewer.today ? "" : "js.inbox.away_days";
    if (this.wrong) return;
    const handover = { id: toHex(randomBytes(8)), from: this.props.viewer.me, to: value("to"), first, last };
    this.#put({ ...handover, note: value("away-note").trim(), seen: "" });
  };

  #put(changed: Handover) {
    this.tell("handovers", [...this.props.team.handovers.filter(({ id }) => id !== changed.id), changed]);
  }

  #without(gone: Handover) {
    this.tell(
      "handovers",
      this.props.team.handovers.filter(({ id }) => id !== gone.id),
    );
  }
}

customElements.define("away-page", AwayPage);
