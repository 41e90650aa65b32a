// A phone call, or somebody who came in, written down as a case; the caller can be given a code.
import { html, nothing } from "lit";
import type { Answers } from "../../../crypto/written/answers.ts";
import { amountOf, tidyAnswer } from "../../../crypto/written/text.ts";
import type { Heard } from "../../cases/write.ts";
import type { Question } from "../../logic/answers.ts";
import type { NewCaseForm } from "../../logic/draft.ts";
import { backToList } from "../parts/back-link.ts";
import { heldNote, off } from "../parts/held.ts";
import { say } from "../parts/page-element.ts";
import { caseAddress } from "../parts/route.ts";
import { kindOf, lists, settings } from "../parts/settings.ts";
import { View } from "../parts/view.ts";
import type { Doing, Viewer } from "../parts/viewer.ts";

const USUAL = "neighbour";
/** by the kind of question; all others are text */
const INPUTS: Record<string, string> = { date: "date", moment: "datetime-local" };
const WAYS = ["phone", "came_in", "other"];

/** The form lives in the app, so that a lock that came too early loses nothing. */
export interface NewCaseProps {
  form: NewCaseForm;
  write: (heard: Heard) => Promise<{ id: string; code: string }>;
  doing: Pick<Doing, "problem" | "held">;
  viewer: Viewer;
}

export function newCase(props: NewCaseProps) {
  return html`<new-case .props=${props}></new-case>`;
}

class NewCase extends View<NewCaseProps> {
  static properties = { missing: { state: true }, busy: { state: true }, done: { state: true } };

  missing = "";
  busy = false;
  done: { id: string; code: string } | null = null;

  get kind() {
    return this.props.form.kind ?? USUAL;
  }

  get answers(): Answers {
    return this.props.form.answers ?? {};
  }

  render() {
    return html`${backToList(this.props.viewer.back)}
      <h1 tabindex="-1">${say("js.inbox.write_down")}</h1>
      ${this.done ? this.#written(this.done) : this.#form()}`;
  }

  #written({ id, code }: { id: string; code: string }) {
    return html`<p role="status">${say("js.inbox.written")}</p>
      ${
        code
          ? html`<p>${say("js.inbox.code_give")}</p>
              <p class="lead"><bdi dir="ltr" class="key" data-code>${code}</bdi></p>`
          : nothing
      }
      <p class="buttons"><a class="button" href=${caseAddress(id)}>${say("js.inbox.open_written")}</a></p>`;
  }

  #form() {
    return html`<form @submit=${this.#send} novalidate>
      ${this.missing ? html`<p class="summary" role="alert">${say("js.advisors.error")} ${this.missing}</p>` : nothing}
      ${this.props.doing.problem ? html`<p class="summary" role="alert">${say("js.advisors.error")} ${say(this.props.doing.problem)}</p>` : nothing}
      <div class="question">
        <label for="kind">${say("js.inbox.by_kind")}</label>
        <select id="kind" @change=${() => this.#set({ kind: this.field("kind").value })}>
          ${lists.kinds.map((each) => html`<option value=${each} ?selected=${each === this.kind}>${kindOf(each)}</option>`)}
        </select>
      </div>
      <div class="question">
        <label for="way">${say("js.inbox.way")}</label>
        <select id="way" @change=${() => this.#set({ way: this.field("way").value })}>
          ${WAYS.map((each) => html`<option value=${each} ?selected=${each === this.props.form.way}>${say(`js.inbox.way_${each}`)}</option>`)}
        </select>
      </div>
      ${
        lists.organisations.length
          ? html`<div class="question">
              <label for="organisation">${say("js.inbox.by_organisation")}</label>
              <select id="organisation" @change=${() => this.#set({ organisation: this.field("organisation").value })}>
                <option value=""></option>
                ${lists.organisations.map((each) => html`<option value=${each} ?selected=${each === this.props.form.organisation}>${settings.organisations[each]}</option>`)}
              </select>
            </div>`
          : nothing
      }
      ${this.#asked.map((question) => this.#question(question))}
      <div class="choice">
        <input
          type="checkbox"
          id="code"
          .checked=${Boolean(this.props.form.code)}
          @change=${() => this.#set({ code: this.field("code").checked ? "yes" : "" })}
        />
        <label for="code">${say("js.inbox.give_code")}</label>
      </div>
      <p class="buttons">
        <button class="button" aria-disabled=${off(this.busy || this.props.doing.held)}>
          ${say("js.inbox.write_case")}
        </button>
      </p>
      ${heldNote(this.props.doing.held)}
      <p role="status">${this.busy ? say("js.inbox.saving") : nothing}</p>
    </form>`;
  }

  /** @returns those that are brought up by what has been answered */
  get #asked(): Question[] {
    return settings.questions[this.kind].filter(
      ({ kind, only_if: onlyIf = [] }) =>
        kind !== "photos" && (!onlyIf.length || onlyIf.slice(1).includes(String(this.answers[onlyIf[0]] ?? ""))),
    );
  }

  #question(question: Question) {
    const { id, kind } = question;
    const label = say(`q.${id}.label`);
    if (kind === "choices") return this.#choices(question, label);
    return html`<div class="question">
      <label for="q-${id}">${label}</label>
      ${kind === "choice" ? this.#choice(question) : kind === "text" ? this.#text(question) : this.#line(question)}
    </div>`;
  }

  #choice({ id, choices }: Question) {
    return html`<select id="q-${id}" @change=${() => this.#answer(id, this.field(`q-${id}`).value)}>
      <option value=""></option>
      ${choices.map((each) => html`<option value=${each} ?selected=${each === this.answers[id]}>${say(`q.${id}.${each}`)}</option>`)}
    </select>`;
  }

  #text({ id, limit = 0 }: Question) {
    return html`<textarea
      id="q-${id}"
      rows=${limit > 1000 ? 6 : 2}
      dir="auto"
      spellcheck="false"
      autocomplete="off"
      maxlength=${limit || nothing}
      .value=${this.answers[id] ?? ""}
      @input=${() => this.#answer(id, this.field(`q-${id}`).value)}
    ></textarea>`;
  }

  #line({ id, kind, limit }: Question) {
    return html`<input
      type=${INPUTS[kind] ?? "text"}
      inputmode=${kind === "amount" ? "decimal" : nothing}
      id="q-${id}"
      autocomplete="off"
      maxlength=${limit || 200}
      .value=${this.answers[id] ?? ""}
      @input=${() => this.#answer(id, this.field(`q-${id}`).value)}
    />`;
  }

  #choices({ id, choices }: Question, label: string) {
    const chosen = (this.answers[id] ?? []) as string[];
    return html`<fieldset>
      <legend>${label}</legend>
      ${choices.map(
        (each) =>
          html`<div class="choice">
            <input
              type="checkbox"
              id="q-${id}-${each}"
              .checked=${chosen.includes(each)}
              @change=${() =>
                this.#answer(
                  id,
                  choices.filter((other) => this.field(`q-${id}-${other}`).checked),
                )}
            />
            <label for="q-${id}-${each}">${say(`q.${id}.${each}`)}</label>
          </div>`,
      )}
    </fieldset>`;
  }

  #answer(id: string, value: string | string[]) {
    this.#set({ answers: { ...this.answers, [id]: value } });
  }

  #set(change: NewCaseForm) {
    this.tell("form", { page: "new", form: { ...this.props.form, ...change } });
  }

  // What an advisor hears is what there is: only what no case can do without is asked for again.
  #send = async (event: Event) => {
    event.preventDefault();
    if (this.busy) return;
    const answers = this.#given;
    const missing = this.#asked.find(
      ({ id, names_the_place: isPlace, kind }) => (isPlace || kind === "date") && !answers[id],
    );
    this.missing = missing?.required ? say("js.inbox.answer_missing", { question: say(`q.${missing.id}.label`) }) : "";
    if (this.missing) return this.field(`q-${missing?.id}`).focus();
    this.busy = true;
    const { way = WAYS[0], organisation = "", code } = this.props.form;
    try {
      this.done = await this.props.write({ form: this.kind, organisation, answers, way, isAnswerable: Boolean(code) });
      this.tell("form", { page: "new", form: null });
    } catch (error) {
      this.tell("refused", error);
    } finally {
      this.busy = false;
    }
  };

  /** @returns what was answered, tidied; nothing that was not */
  get #given(): Answers {
    const given = this.#asked.flatMap(({ id, kind }) => {
      const typed = this.answers[id] ?? "";
      const tidied = typeof typed === "string" ? tidyAnswer(kind, typed) : typed;
      const answer = (kind === "amount" && amountOf(String(tidied))) || tidied;
      return answer.length ? [[id, answer] as const] : [];
    });
    return Object.fromEntries(given);
  }
}

customElements.define("new-case", NewCase);
