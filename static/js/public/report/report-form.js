// Takes the report page over from plain HTML: screens, checking, sealing, sending.
import { group } from "../../crypto/crockford.js";
import { readableDay } from "../../web/days.js";
import { all, find, painted } from "../../web/page.js";
import { NotSent } from "../../web/post.js";
import { offerToSaveCode } from "../save-code.js";
import { answerRow } from "./check.js";
import { Parcel } from "./parcel.js";
import { Question, findProblems } from "./questions.js";
import { Screens } from "./screens.js";
import { showSummary } from "./summary.js";

const EMERGENCY = "emergency";

export class ReportForm {
  #form;
  #say;
  #questions;
  #parcel;
  #screens;
  #checking = false; // the person came back from the last screen to change one answer

  /**
   * @param {HTMLFormElement} form
   * @param {import("./parcel.js").Settings} settings
   * @param {import("../../web/page.js").Say} say
   */
  constructor(form, settings, say) {
    // First of all: from here on the browser can't send this form as plain text, whatever else goes wrong.
    form.setAttribute("method", "dialog");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#next();
    });
    this.#form = form;
    this.#say = say;
    this.#parcel = new Parcel(settings);
    this.#questions = all("[data-question]", form).map((element) => new Question(element));
    const steps = [...new Set(this.#questions.map((question) => question.step))];
    this.#screens = new Screens([...steps, "check"], (step) => this.#prepare(step));
  }

  /** Turns the page into screens. */
  takeOver() {
    for (const element of all("[data-plain]")) element.remove();
    for (const element of all("[data-progress], [data-buttons]")) element.hidden = false;
    for (const button of all("[data-next]", this.#form)) button.addEventListener("click", () => this.#next());
    this.#part("[data-send]").addEventListener("click", () => this.#send());
    this.#screens.start();
    this.#warnOfStrangers();
  }

  // Better before anything is written than when it is sent.
  #warnOfStrangers() {
    try {
      this.#parcel.recipients.check();
    } catch (error) {
      const distrust = find("[data-distrust]", HTMLElement);
      distrust.textContent = this.#say(`js.failed.${error instanceof NotSent ? error.reason : "list"}`);
      distrust.hidden = false;
    }
  }

  #next() {
    const step = this.#screens.current;
    if (step === "check") return;
    const questions = this.#in(step);
    const problems = findProblems(questions, this.#say);
    this.#showProblems(questions, problems);
    if (problems.length) return;
    if (questions.some((question) => question.isUrgent)) this.#screens.go(EMERGENCY);
    else if (this.#checking) this.#screens.go("check");
    else this.#screens.go(this.#screens.after(step === EMERGENCY ? this.#urgentStep : step));
  }

  /** @param {string} step */
  #prepare(step) {
    this.#showProblems(this.#in(step), []);
    if (step !== "check") return;
    this.#checking = true;
    this.#part("[data-failure]").hidden = true;
    this.#part("[data-cpr]").hidden = !this.#questions.some((question) => question.looksLikeCpr);
    const asked = this.#questions.filter((question) => question.isAsked);
    const rows = asked.map((question) =>
      answerRow(question, this.#say, ({ step, field }) => this.#screens.go(step, field)),
    );
    this.#part("[data-answers]").replaceChildren(...rows);
  }

  async #send() {
    const button = this.#part("[data-send]");
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    this.#part("[data-failure]").hidden = true;
    this.#report("js.report.sealing");
    try {
      await painted();
      const answered = this.#questions.filter((question) => question.answer.length);
      const answers = Object.fromEntries(answered.map((question) => [question.id, question.answer]));
      const files = this.#questions.flatMap((question) => question.files);
      const answer = await this.#parcel.deliver(this.#form.dataset.sealed ?? "", answers, files, (step) =>
        this.#progress(step),
      );
      this.#finish(answer.read_on);
    } catch (error) {
      this.#fail(error instanceof NotSent ? error.reason : "seal");
    } finally {
      button.removeAttribute("aria-disabled");
      this.#report(null);
    }
  }

  /** @param {string} readOn ISO day */
  #finish(readOn) {
    const code = group(this.#parcel.code);
    find("[data-code] bdi", HTMLElement).textContent = code;
    find("[data-spelled]", HTMLElement).textContent = [...this.#parcel.code].join(" ");
    find("[data-read-on]", HTMLElement).textContent = this.#say("receipt.read_on", { day: readableDay(readOn) });
    this.#screens.finish("code");
    this.#form.remove();
    offerToSaveCode(code, this.#say);
  }

  /** @param {string} reason */
  #fail(reason) {
    const failure = this.#part("[data-failure]");
    failure.textContent = this.#say(`js.failed.${reason}`);
    failure.hidden = false;
    failure.focus();
  }

  /** @param {string | null} key @param {Record<string, unknown>} [values] */
  #report(key, values = {}) {
    this.#part("[data-status]").textContent = key ? this.#say(key, values) : "";
  }

  /** @param {import("./parcel.js").Progress} step */
  #progress(step) {
    if ("photo" in step) this.#report("js.report.sealing_photo", step);
    else this.#report("js.report.sent", { percent: Math.round(step.sent * 100) });
  }

  /** @param {Question[]} questions @param {[Question, string][]} problems */
  #showProblems(questions, problems) {
    const sentences = new Map(problems);
    for (const question of questions) question.mark(sentences.get(question) ?? "", this.#say);
    showSummary(problems, this.#say);
  }

  /** @param {string} step */
  #in(step) {
    return this.#questions.filter((question) => question.step === step);
  }

  get #urgentStep() {
    return this.#questions.find((question) => question.urgent.length)?.step ?? "";
  }

  /** @param {string} selector */
  #part(selector) {
    return find(selector, HTMLElement, this.#form);
  }
}
