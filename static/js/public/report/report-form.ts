// Takes the report page over from plain HTML: screens, checking, sealing, sending.
import { group } from "../../crypto/crockford.ts";
import { localDay, type Dates } from "../../web/days.ts";
import { askBeforeLeaving } from "../../web/guard.ts";
import { all, find, painted, type PageSettings, type Say } from "../../web/page.ts";
import { NotSent } from "../../web/post.ts";
import { offerToSaveCode } from "../save-code.ts";
import { answerRow, cprWarning } from "./check.ts";
import { ReportParcel } from "./parcel.ts";
import { QuestionBlock, findProblems, type Kinds } from "./question.ts";
import { Screens, type ScreenPosition } from "./screens.ts";
import { Sending } from "./sending.ts";
import { showSummary } from "./summary.ts";

const EMERGENCY = "emergency";

/** What the server wrote into the page. */
export interface Written {
  settings: PageSettings;
  say: Say;
  dates: Dates;
}
/** What a door has besides: more kinds of field, and a place to keep finished reports. */
export interface Extras {
  kinds?: Kinds;
  outbox?: Keeper;
}
export interface Keeper {
  keep: (item: Awaited<ReturnType<ReportParcel["keep"]>>, url: string) => Promise<void>;
}
/** What goes over into another language. */
export interface KeptReport {
  parcel: ReportParcel;
  place: ScreenPosition;
  isTouched: boolean;
  isChecking: boolean;
  kept: Map<string, unknown>;
}

export class ReportForm {
  #form;
  #say;
  #questions;
  #parcel;
  #screens;
  #sending;
  #outbox;
  #end = new AbortController();
  #isTouched = false;
  #isBusy = false;
  #isChecking = false; // the person came back from the last screen to change one answer

  /** @param kept from the same form in another language */
  constructor(
    form: HTMLFormElement,
    { settings, say, dates }: Written,
    { kinds = {}, outbox }: Extras = {},
    kept?: KeptReport,
  ) {
    // First of all, whatever else goes wrong: see [Note: Sealed or not at all].
    form.setAttribute("method", "dialog");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#next();
    });
    this.#form = form;
    this.#say = say;
    this.#outbox = outbox;
    this.#parcel = kept?.parcel ?? new ReportParcel(settings);
    this.#parcel.speak(settings.language);
    const context = { say, dates, today: localDay(), pressingUntil: settings.pressing_until };
    this.#questions = all("[data-question]", form).map((element) => new QuestionBlock(element, context, kinds));
    const steps = [...new Set(this.#questions.map((question) => question.step))];
    this.#screens = new Screens([...steps, "check"], (step) => this.#prepare(step), this.#end.signal);
    this.#sending = new Sending(this.#part("[data-sending]"), say);
    if (kept) this.#restore(kept);
  }

  /** Turns the page into screens. */
  takeOver(kept?: KeptReport) {
    for (const element of all("[data-plain]")) element.remove();
    for (const button of all("[data-back]", this.#form)) button.addEventListener("click", () => history.back());
    this.#part("[data-send]").addEventListener("click", () => this.#send());
    this.#form.querySelector("[data-keep] button")?.addEventListener("click", () => this.#keepForLater());
    this.#form.addEventListener("input", () => {
      this.#isTouched = true;
      this.#update();
    });
    askBeforeLeaving(() => this.#isTouched || this.#isBusy, this.#end.signal);
    this.#update();
    this.#screens.start(kept?.place);
    document.body.dataset.ready = "";
    this.#warnOfStrangers();
  }

  /** Whether a change of language has something to carry over. */
  get isTouched() {
    return this.#isTouched;
  }

  /** Whether something is on its way. */
  get isBusy() {
    return this.#isBusy;
  }

  /** Lets go of the page, and hands over what the same form in another language goes on with. */
  leave(): KeptReport {
    this.#end.abort();
    const kept = new Map(this.#questions.map(({ id, field }) => [id, field.keep?.()]));
    const { place } = this.#screens;
    return { parcel: this.#parcel, place, isTouched: this.#isTouched, isChecking: this.#isChecking, kept };
  }

  #restore({ kept, isTouched, isChecking }: KeptReport) {
    this.#isTouched = isTouched;
    this.#isChecking = isChecking;
    for (const { id, field } of this.#questions) if (kept.get(id)) field.restore?.(kept.get(id));
  }

  #update() {
    for (const question of this.#questions) question.update();
  }

  // Better before anything is written than when it is sent.
  #warnOfStrangers() {
    try {
      this.#parcel.recipients.check();
    } catch (error) {
      this.#showText(find("[data-distrust]", HTMLElement), error instanceof NotSent ? error.reason : "list");
    }
  }

  async #next() {
    const step = this.#screens.current;
    if (step === "check") return;
    const questions = this.#in(step);
    await Promise.all(questions.map(({ field }) => field.ready));
    const problems = findProblems(questions);
    this.#showProblems(questions, problems);
    if (problems.length) return;
    if (questions.some((question) => question.isUrgent)) this.#screens.go(EMERGENCY);
    else if (this.#isChecking) this.#screens.go("check");
    else this.#screens.go(this.#screens.after(step === EMERGENCY ? this.#urgentStep : step));
  }

  #prepare(step: string) {
    this.#showProblems(this.#in(step), []);
    if (step !== "check") return;
    this.#isChecking = true;
    this.#part("[data-failure]").hidden = true;
    const change = ({ step, field }: QuestionBlock) => this.#screens.go(step, field.target);
    const suspicious = this.#questions.filter((question) => question.looksLikeCpr);
    this.#part("[data-cpr]").hidden = !suspicious.length;
    this.#part("[data-cpr]").replaceChildren(...suspicious.map((question) => cprWarning(question, this.#say, change)));
    const rows = this.#questions.filter(({ isAsked }) => isAsked).map((each) => answerRow(each, this.#say, change));
    this.#part("[data-answers]").replaceChildren(...rows);
  }

  async #send() {
    await this.#while(async () => {
      const content = this.#content;
      const answer = await this.#sending.during((watched) => this.#parcel.deliver(this.#url, content, watched));
      this.#finish(answer.read_on ?? "");
    });
  }

  async #keepForLater() {
    await this.#while(async () => {
      await this.#outbox?.keep(await this.#parcel.keep(this.#content), this.#url);
      const arrived = find("[data-arrived]", HTMLElement);
      arrived.dataset.title = arrived.textContent ?? "";
      arrived.textContent = this.#say("js.outbox.kept");
      this.#finish(this.#say("js.outbox.kept_hint"));
    });
  }

  // One thing at a time; whatever goes wrong, everything stays as it was.
  async #while(work: () => Promise<void>) {
    if (this.#isBusy) return;
    const button = this.#part("[data-send]");
    this.#isBusy = true;
    button.setAttribute("aria-disabled", "true");
    this.#part("[data-failure]").hidden = true;
    try {
      await painted();
      await work();
    } catch (error) {
      this.#fail(error instanceof NotSent ? error.reason : "seal");
    } finally {
      button.removeAttribute("aria-disabled");
      this.#isBusy = false;
    }
  }

  /** @param next what happens next, as a sentence */
  #finish(next: string) {
    const code = group(this.#parcel.code);
    find("[data-code] bdi", HTMLElement).replaceChildren(...code.split("-").flatMap(groupOf));
    find("[data-spelled]", HTMLElement).textContent = [...this.#parcel.code].join(" ");
    find("[data-read-on]", HTMLElement).textContent = next;
    find("[data-call-today]", HTMLElement).hidden = !this.#questions.some((question) => question.isPressing);
    this.#isTouched = false;
    this.#screens.finish("code");
    this.#form.remove();
    offerToSaveCode(code, this.#say);
  }

  #fail(reason: string) {
    const failure = this.#part("[data-failure]");
    this.#showText(failure, reason);
    const keep = failure.querySelector("[data-keep]");
    if (keep instanceof HTMLElement) keep.hidden = !["offline", "slow", "unavailable", "too_many"].includes(reason);
    failure.focus();
  }

  #showText(box: HTMLElement, reason: string) {
    find("[data-text]", HTMLElement, box).textContent = this.#say(`js.failed.${reason}`);
    box.hidden = false;
  }

  #showProblems(questions: QuestionBlock[], problems: [QuestionBlock, string][]) {
    const sentences = new Map(problems);
    for (const question of questions) question.mark(sentences.get(question) ?? "");
    showSummary(
      problems.map(([{ field }, sentence]) => ({ target: field.target, sentence })),
      this.#say,
    );
  }

  get #content() {
    const answered = this.#questions.filter((question) => question.answer.length);
    const answers = Object.fromEntries(answered.map((question) => [question.id, question.answer]));
    const photos = this.#questions.flatMap((question) => question.photos);
    return { answers, photos, trap: find("[name=homepage]", HTMLInputElement, this.#form).value };
  }

  get #url() {
    return this.#form.dataset.sealed ?? "";
  }

  #in(step: string) {
    return this.#questions.filter((question) => question.step === step);
  }

  get #urgentStep() {
    return this.#questions.find((question) => question.urgent.length)?.step ?? "";
  }

  #part(selector: string) {
    return find(selector, HTMLElement, this.#form);
  }
}

// A hyphen that only a copy sees: the eye gets a grid.
function groupOf(characters: string, index: number) {
  const group = document.createElement("span");
  group.textContent = characters;
  const hyphen = document.createElement("i");
  hyphen.textContent = "-";
  return index ? [hyphen, group] : [group];
}
