// Who looks after whose cases while somebody is away, and what the public pages say if everybody is.
import { html, nothing } from "lit";
import { randomBytes, toHex } from "../../../crypto/bytes.ts";
import { awayUntil, type Handover, type Team } from "../../logic/team.ts";
import { addWorkdays } from "../../logic/workdays.ts";
import { nearDay } from "../parts/days.ts";
import { heldNote, off } from "../parts/held.ts";
import { PageElement, say } from "../parts/page-element.ts";
import { holidays } from "../parts/settings.ts";

class AwayPage extends PageElement {
  static properties = {
    team: { attribute: false },
    flag: {},
    notice: {},
    today: {},
    me: {},
    advisors: { attribute: false },
    nameOf: { attribute: false },
    problem: {},
    held: { attribute: false },
    saved: { attribute: false },
    form: { attribute: false }, // lives in the app, so that a lock that came too early loses nothing
    wrong: { state: true },
  };

  team: Team = { replies: [], handovers: [] };
  flag = "";
  notice = "";
  today = "";
  me = "";
  advisors: string[] = [];
  nameOf: (id: string) => string = (id) => id;
  problem = "";
  /** Whether nothing may be written now. */
  held = false;
  saved = false;
  /** what is being written: `first`, `last`, `note` */
  form: Record<string, string> = {};
  wrong = "";

  render() {
    const now = this.team.handovers.filter(({ last }) => last >= this.today);
    return html`<p><a class="alone" data-back href="#">${say("js.inbox.to_list")}</a></p>
      <h1 tabindex="-1">${say("js.inbox.away")}</h1>
      <p>${say("js.inbox.away_intro")}</p>
      ${this.flag ? html`<p class="notice flagged">${say(`js.inbox.file_${this.flag}`)}</p>` : nothing}
      ${this.problem ? html`<p class="notice" role="alert">${say(this.problem)}</p>` : nothing}
      <ul class="plain handovers">
        ${now.map((each) => this.#handover(each))}
      </ul>
      ${this.#form()} ${this.#public()}
      <p role="status" data-saved>${this.saved ? say("js.inbox.saved") : nothing}</p>`;
  }

  #handover(each: Handover) {
    const { from, to, first, last, note, seen } = each;
    const said = {
      from: this.nameOf(from),
      to: this.nameOf(to),
      first: nearDay(first, this.today),
      last: nearDay(last, this.today),
    };
    return html`<li class="notice" data-handover>
      <p>${say("js.inbox.handed_over", said)}</p>
      ${note ? html`<p class="text" dir="auto">${note}</p>` : nothing}
      <p class="muted">
        ${seen ? say("js.inbox.acknowledged", { day: nearDay(seen, this.today) }) : say("js.inbox.not_acknowledged")}
      </p>
      <p class="buttons">
        ${to === this.me && !seen ? html`<button class="button" @click=${() => this.#put({ ...each, seen: this.today })}>${say("js.inbox.acknowledge")}</button>` : nothing}
        ${from === this.me ? html`<button class="button quiet" @click=${() => this.#without(each)}>${say("js.inbox.take_back")}</button>` : nothing}
      </p>
    </li>`;
  }

  #form() {
    const others = this.advisors.filter((id) => id !== this.me);
    if (!others.length) return html`<p>${say("js.inbox.nobody_else")}</p>`;
    return html`<form @submit=${this.#add} novalidate>
      <h2>${say("js.inbox.hand_over")}</h2>
      ${this.wrong ? html`<p class="error" role="alert">${say("js.advisors.error")} ${say(this.wrong)}</p>` : nothing}
      <div class="question">
        <label for="to">${say("js.inbox.hand_to")}</label>
        <select id="to">
          ${others.map((id) => html`<option value=${id}>${this.nameOf(id)}</option>`)}
        </select>
      </div>
      <div class="question">
        <label for="first">${say("js.inbox.away_first")}</label>
        <input type="date" id="first" .value=${this.form.first ?? ""} @change=${this.#write} />
      </div>
      <div class="question">
        <label for="last">${say("js.inbox.away_last")}</label>
        <input type="date" id="last" .value=${this.form.last ?? ""} @change=${this.#write} />
      </div>
      <div class="question">
        <label for="away-note">${say("js.inbox.away_note")}</label>
        <textarea
          id="away-note"
          rows="2"
          dir="auto"
          maxlength="300"
          .value=${this.form.note ?? ""}
          @input=${this.#write}
        ></textarea>
      </div>
      <p class="buttons">
        <button class="button" aria-disabled=${off(this.held)}>${say("js.inbox.hand_over")}</button>
      </p>
      ${heldNote(this.held)}
    </form>`;
  }

  // Everybody may be away: then people are told when somebody reads again.
  #public() {
    const until = awayUntil(this.team, this.today, this.advisors);
    const proposed = until ? addWorkdays(until, 1, holidays) : "";
    return html`<section aria-labelledby="public-title">
      <h2 id="public-title">${say("js.inbox.public_notice")}</h2>
      <p>
        ${this.notice ? say("js.inbox.notice_up", { day: nearDay(this.notice, this.today) }) : say("js.inbox.notice_down")}
      </p>
      ${until && !this.notice ? html`<p class="notice" role="status">${say("js.inbox.both_away", { day: nearDay(proposed, this.today) })}</p>` : nothing}
      <div class="question">
        <label for="reading">${say("js.inbox.reading_day")}</label>
        <input type="date" id="reading" .value=${this.notice || proposed} />
      </div>
      <p class="buttons">
        <button type="button" class="button quiet" aria-disabled=${off(this.held)} @click=${this.#putUp}>
          ${say("js.inbox.notice_put")}
        </button>
        ${this.notice ? html`<button type="button" class="button quiet" aria-disabled=${off(this.held)} @click=${() => this.#tell("notice", "")}>${say("js.inbox.notice_take")}</button>` : nothing}
      </p>
      ${heldNote(this.held)}
    </section>`;
  }

  #putUp = () => {
    const day = this.field("reading").value;
    if (day > this.today) this.#tell("notice", day);
  };

  #write = () => {
    const [first, last, note] = ["first", "last", "away-note"].map((id) => this.field(id).value);
    this.#tell("form", { first, last, note });
  };

  #add = (event: Event) => {
    event.preventDefault();
    const value = (id: string) => this.field(id).value;
    const [first, last] = [value("first"), value("last")];
    this.wrong = first && last && first <= last && last >= this.today ? "" : "js.inbox.away_days";
    if (this.wrong) return;
    const handover = { id: toHex(randomBytes(8)), from: this.me, to: value("to"), first, last };
    this.#put({ ...handover, note: value("away-note").trim(), seen: "" });
  };

  #put(changed: Handover) {
    this.#tell("handovers", [...this.team.handovers.filter(({ id }) => id !== changed.id), changed]);
  }

  #without(gone: Handover) {
    this.#tell(
      "handovers",
      this.team.handovers.filter(({ id }) => id !== gone.id),
    );
  }

  #tell(name: string, detail: unknown) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("away-page", AwayPage);
