// Coming back with a code. The code never leaves this page: it leads to a locator, and opens what is found there.
import { fromBase64, toBase64Url } from "../../crypto/bytes.js";
import { openAt } from "../../crypto/place.js";
import { openCode, parseCode } from "../../crypto/receipt.js";
import { readableDay } from "../../web/days.js";
import { all, find } from "../../web/page.js";
import { NotSent, post, readJson, refusal } from "../../web/post.js";
import { tidy } from "../../web/tidy.js";
import { entryOf, stateOf } from "./entries.js";
import { Messages } from "./message.js";

export class ConversationPage {
  #settings;
  #say;
  #messages;
  /** @type {import("../../crypto/receipt.js").Receipt | null} */
  #receipt = null;
  #case = "";
  #next = 0;

  /** @param {import("./message.js").Settings} settings @param {import("../../web/page.js").Say} say */
  constructor(settings, say) {
    this.#settings = settings;
    this.#say = say;
    this.#messages = new Messages(settings);
  }

  takeOver() {
    const code = this.#codeForm;
    const message = find("[data-message-form]", HTMLFormElement);
    // First of all: from here on the browser can't send either form as plain text, whatever else goes wrong.
    for (const form of [code, message]) form.setAttribute("method", "dialog");
    this.#takeCode(find("input[name=code]", HTMLInputElement, message));
    for (const element of all("[data-plain]")) element.remove();
    code.addEventListener("submit", (event) => this.#during(event, code, () => this.#open(code)));
    message.addEventListener("submit", (event) => this.#during(event, message, () => this.#add(message)));
  }

  // The code form may have gone out plain before this script was there; then its answer carries the code on.
  /** @param {HTMLInputElement} hidden */
  #takeCode(hidden) {
    hidden.remove();
    if (hidden.value) this.#receipt = openCode(parseCode(hidden.value));
  }

  // One thing at a time, with what went wrong at the field it concerns.
  /** @param {Event} event @param {HTMLFormElement} form @param {() => Promise<void>} work */
  async #during(event, form, work) {
    event.preventDefault();
    const button = find("button", HTMLButtonElement, form);
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    this.#showProblem(form, "");
    try {
      await work();
    } catch (error) {
      this.#showProblem(form, this.#sentence(error));
    } finally {
      button.removeAttribute("aria-disabled");
      find("[data-status]", HTMLElement, form).textContent = "";
    }
  }

  /** @param {unknown} error */
  #sentence(error) {
    if (error instanceof Problem) return error.message;
    return this.#say(`js.failed.${error instanceof NotSent ? error.reason : "seal"}`);
  }

  /** @param {HTMLFormElement} form */
  async #open(form) {
    let code;
    try {
      code = parseCode(find("input", HTMLInputElement, form).value);
    } catch {
      throw new Problem(this.#say("conversation.typing_error"));
    }
    this.#receipt = openCode(code);
    await this.#refresh(this.#receipt, form.action);
    form.reset();
    find("[data-screen=ask]", HTMLElement).hidden = true;
    const conversation = find("[data-screen=conversation]", HTMLElement);
    conversation.hidden = false;
    window.scrollTo(0, 0);
    find("h1", HTMLElement, conversation).focus();
  }

  /** @param {import("../../crypto/receipt.js").Receipt} receipt @param {string} url of the form that asks for the code */
  async #refresh({ locator, identity }, url) {
    const response = await post(lookupUrl(url), new URLSearchParams({ locator: toBase64Url(locator) }));
    if (!response.ok) throw refusal(response);
    const answer = readJson(response);
    if (!answer.found) throw new Problem(this.#say("conversation.unknown"));
    this.#case = answer.case;
    this.#next = answer.envelopes.length;
    /** @param {{ seq: number, envelope: string }} found */
    const open = async ({ seq, envelope }) =>
      entryOf(await openAt(fromBase64(envelope), { case: answer.case, seq }, identity));
    /** @type {import("./entries.js").Entry[]} */
    const entries = await Promise.all(answer.envelopes.map(open));
    find("[data-entries]", HTMLElement).replaceChildren(...entries.map((entry) => this.#article(entry)));
    this.#showState(`conversation.state_${stateOf(entries, answer.read_seq)}`);
  }

  /** @param {import("./entries.js").Entry} entry */
  #article({ kind, day, text }) {
    const article = document.createElement("article");
    article.className = `entry ${kind}`;
    const heading = document.createElement("h2");
    heading.textContent = this.#say(`conversation.entry_${kind}`);
    if (day) {
      const when = document.createElement("span");
      when.className = "muted";
      when.textContent = ` ${readableDay(day)}`;
      heading.append(when);
    }
    const body = document.createElement("p");
    body.dir = "auto";
    body.textContent = text || this.#say(`conversation.text_${kind}`);
    article.append(heading, body);
    return article;
  }

  /** @param {HTMLFormElement} form */
  async #add(form) {
    if (!this.#receipt) return;
    const text = tidy(find("textarea", HTMLTextAreaElement, form).value);
    const length = [...text].length;
    const limit = this.#settings.max_message;
    if (!length) throw new Problem(this.#say("conversation.message_missing"));
    if (length > limit) throw new Problem(this.#say("error.too_long", { limit, length }));
    find("[data-status]", HTMLElement, form).textContent = this.#say("js.report.sealing");
    if (!this.#case) await this.#refresh(this.#receipt, this.#codeForm.action);
    const target = { locator: this.#receipt.locator, case: this.#case, next: this.#next };
    await this.#messages.deliver(form.dataset.sealed ?? "", text, target);
    form.reset();
    // It is sent, whatever comes of looking at it.
    await this.#refresh(this.#receipt, this.#codeForm.action).catch(() => {});
    this.#showState("conversation.sent");
    find("[data-screen=conversation] h1", HTMLElement).focus();
  }

  get #codeForm() {
    return find("[data-code-form]", HTMLFormElement);
  }

  /** @param {string} key */
  #showState(key) {
    find("[data-state]", HTMLElement).textContent = this.#say(key);
  }

  /** @param {HTMLFormElement} form @param {string} problem */
  #showProblem(form, problem) {
    const field = find("input[type=text], textarea", HTMLElement, form);
    const line = find(`[id="${field.id}-error"]`, HTMLElement);
    line.textContent = problem ? `${this.#say("error.prefix")} ${problem}` : "";
    line.hidden = !problem;
    field.setAttribute("aria-invalid", String(Boolean(problem)));
    find(".question", HTMLElement, form).classList.toggle("wrong", Boolean(problem));
    document.title = `${problem ? `${this.#say("error.prefix")} ` : ""}${this.#say("title.neutral")}`;
    if (problem) field.focus();
  }
}

/** Something to say at the field, as a whole sentence. */
class Problem extends Error {}

/** @param {string} url */
function lookupUrl(url) {
  const lookup = new URL(url);
  lookup.pathname += "/lookup";
  return lookup.href;
}
