// Takes the report page over from plain HTML: screens, checking, sealing, sending.
import { group } from "../lib/crockford.js";
import { readableDay } from "../lib/days.js";
import { Question, findProblems } from "./questions.js";
import { offerToSaveCode } from "./save-code.js";
import { Screens } from "./screens.js";
import { Parcel } from "./sending.js";

export class ReportForm {
  #form;
  #say;
  #settings;
  #questions;
  #screens;
  #parcel;
  #checking = false; // the person came back from the last screen to change one answer

  constructor(form, settings, say) {
    this.#form = form;
    this.#settings = settings;
    this.#say = say;
  }

  takeOver() {
    // First of all: from here on the browser can't send this form as plain text, whatever else goes wrong.
    this.#form.setAttribute("method", "dialog");
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#next();
    });
    this.#questions = [...this.#form.querySelectorAll("[data-question]")].map((element) => new Question(element));
    this.#parcel = new Parcel(this.#settings);
    for (const element of document.querySelectorAll("[data-plain]")) element.remove();
    for (const element of document.querySelectorAll("[data-progress], [data-buttons]")) element.hidden = false;
    for (const button of this.#form.querySelectorAll("[data-next]")) {
      button.addEventListener("click", () => this.#next());
    }
    this.#form.querySelector("[data-send]").addEventListener("click", () => this.#send());
    const steps = [...new Set(this.#questions.map((question) => question.step))];
    this.#screens = new Screens([...steps, "check"], (step) => this.#prepare(step));
    this.#screens.start();
  }

  #next() {
    const step = this.#screens.current;
    if (step === "check") return;
    const problems = findProblems(this.#in(step), this.#say);
    this.#showProblems(this.#in(step), problems);
    if (problems.length) return;
    if (step === "danger" && this.#isUrgent) this.#screens.go("emergency");
    else if (this.#checking) this.#screens.go("check");
    else this.#screens.go(this.#screens.after(step === "emergency" ? "danger" : step));
  }

  #prepare(step) {
    this.#showProblems(this.#in(step), []);
    if (step !== "check") return;
    this.#checking = true;
    this.#form.querySelector("[data-failure]").hidden = true;
    this.#form.querySelector("[data-cpr]").hidden = !this.#questions.some((question) => question.looksLikeCpr);
    const asked = this.#questions.filter((question) => question.isAsked);
    this.#form.querySelector("[data-answers]").replaceChildren(...asked.map((question) => this.#row(question)));
  }

  #row(question) {
    const row = document.createElement("div");
    const name = document.createElement("dt");
    name.textContent = question.label;
    const answers = question.isAnswered ? question.readable : [this.#say("js.report.not_given")];
    const values = answers.map((answer) => {
      const value = document.createElement("dd");
      value.dir = "auto";
      value.textContent = answer;
      value.classList.toggle("muted", !question.isAnswered);
      return value;
    });
    const action = document.createElement("dd");
    action.className = "action";
    action.append(this.#changeButton(question));
    row.append(name, ...values, action);
    return row;
  }

  #changeButton(question) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    const context = document.createElement("span");
    context.className = "visually-hidden";
    context.textContent = ` ${question.label}`;
    button.append(this.#say("js.report.change"), context);
    button.addEventListener("click", () => this.#screens.go(question.step, question.field));
    return button;
  }

  async #send() {
    const button = this.#form.querySelector("[data-send]");
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    this.#form.querySelector("[data-failure]").hidden = true;
    this.#report("js.report.sealing");
    try {
      await nextFrame();
      const answers = Object.fromEntries(
        this.#questions.filter((question) => question.answer.length).map((question) => [question.id, question.answer]),
      );
      const files = this.#questions.flatMap((question) => question.files);
      const receipt = await this.#parcel.deliver(this.#form.action, answers, files, (step) => this.#progress(step));
      this.#finish(receipt.read_on);
    } catch (error) {
      this.#fail(error.reason ?? "seal");
    } finally {
      button.removeAttribute("aria-disabled");
      this.#report(null);
    }
  }

  #finish(readOn) {
    const code = group(this.#parcel.code);
    document.querySelector("[data-code] bdi").textContent = code;
    document.querySelector("[data-spelled]").textContent = [...this.#parcel.code].join(" ");
    document.querySelector("[data-read-on]").textContent = this.#say("receipt.read_on", { day: readableDay(readOn) });
    this.#screens.finish("code");
    this.#form.remove();
    this.#parcel = null;
    offerToSaveCode(code, this.#say);
  }

  #fail(reason) {
    const failure = this.#form.querySelector("[data-failure]");
    failure.textContent = this.#say(`js.failed.${reason}`);
    failure.hidden = false;
    failure.focus();
  }

  #report(key, values = {}) {
    this.#form.querySelector("[data-status]").textContent = key ? this.#say(key, values) : "";
  }

  // `step` is {photo, of} while photos are sealed, {sent}, a fraction, while everything is on its way.
  #progress({ photo, of, sent }) {
    if (photo) this.#report("js.report.sealing_photo", { photo, of });
    else this.#report("js.report.sent", { percent: Math.round(sent * 100) });
  }

  #showProblems(questions, problems) {
    const sentences = new Map(problems);
    for (const question of questions) question.mark(sentences.get(question) ?? "", this.#say);
    const summary = document.querySelector("[data-summary]");
    summary.hidden = !problems.length;
    const title = this.#say("title.neutral");
    document.title = problems.length ? `${this.#say("error.prefix")} ${title}` : title;
    if (!problems.length) return;
    summary
      .querySelector("ul")
      .replaceChildren(...problems.map(([question, problem]) => this.#link(question, problem)));
    summary.focus();
  }

  #link(question, problem) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${question.field.id}`;
    link.textContent = `${this.#say("error.prefix")} ${problem}`;
    link.addEventListener("click", (event) => {
      event.preventDefault(); // a change of hash would be a step in the history
      question.field.focus();
    });
    item.append(link);
    return item;
  }

  #in(step) {
    return this.#questions.filter((question) => question.step === step);
  }

  get #isUrgent() {
    return ["yes", "maybe"].includes(this.#questions.find((question) => question.id === "danger")?.answer);
  }
}

// Lets the status line appear before sealing keeps the page busy.
function nextFrame() {
  return new Promise((resolve) => {
    setTimeout(resolve, 30);
  });
}
