// Coming back with a code. The code never leaves this page: it leads to a locator, and opens what is found there.
import { toHex } from "../../crypto/bytes.js";
import { readAsReporter } from "../../crypto/conversation.js";
import { recipientDigest, recipientOf } from "../../crypto/keys.js";
import { ReceiptError } from "../../crypto/errors.js";
import { CODE_LENGTH, openCode, parseCode } from "../../crypto/receipt.js";
import { tidy } from "../../crypto/written/text.js";
import { caseId } from "../../crypto/talk.js";
import { sayDay, sayNumber } from "../../web/days.js";
import { askBeforeLeaving } from "../../web/guard.js";
import { all, element, find } from "../../web/page.js";
import { NotSent } from "../../web/post.js";
import { showSummary } from "../report/summary.js";
import { entryOf, isFlagged, stateOf } from "./entries.js";
import { lookUp } from "./lookup.js";
import { Messages } from "./message.js";

/**
 * A conversation as it was last looked at.
 * @typedef {object} Seen
 * @property {string} id
 * @property {import("../../crypto/conversation.js").Conversation} conversation
 * @property {import("../../crypto/conversation.js").Stored[]} stored
 * @property {boolean} isFlagged
 */

/** What goes over into another language. @typedef {{ messages: Messages, receipt: import("../../crypto/receipt.js").Receipt | null, isTouched: boolean }} Kept */

export class ConversationPage {
  #settings;
  #say;
  #dates;
  #messages;
  #end = new AbortController();
  #isTouched = false;
  #isBusy = false;
  /** @type {import("../../crypto/receipt.js").Receipt | null} */
  #receipt = null;
  /** @type {Seen | null} */
  #seen = null;
  #accepted = ""; // the state of things that the person wanted to write in, though something is flagged

  /**
   * @param {import("./message.js").Settings} settings
   * @param {import("../../web/page.js").Say} say
   * @param {import("../../web/days.js").Dates} dates
   * @param {Kept} [kept] from the same page in another language
   */
  constructor(settings, say, dates, kept) {
    this.#settings = settings;
    this.#say = say;
    this.#dates = dates;
    this.#messages = kept?.messages ?? new Messages(settings);
    this.#messages.speak(settings.language);
    this.#receipt = kept?.receipt ?? null;
    this.#isTouched = kept?.isTouched ?? false;
  }

  takeOver() {
    const code = this.#codeForm;
    const message = find("[data-message-form]", HTMLFormElement);
    // First of all: from here on the browser can't send either form as plain text, whatever else goes wrong.
    for (const form of [code, message]) form.setAttribute("method", "dialog");
    this.#takeCode(find("input[name=code]", HTMLInputElement, message));
    find("input[name=seen]", HTMLInputElement, message).remove();
    for (const element of all("[data-plain]")) element.remove();
    code.addEventListener("submit", (event) => this.#during(event, code, () => this.#open(code)));
    message.addEventListener("submit", (event) => this.#during(event, message, () => this.#add(message)));
    for (const form of [code, message]) form.addEventListener("input", () => (this.#isTouched = true));
    askBeforeLeaving(() => this.#isTouched || this.#isBusy, this.#end.signal);
    this.#warnOfStrangers();
    document.body.dataset.ready = "";
    if (this.#receipt && !this.#seen) void this.#goOn(this.#receipt, code);
  }

  /** Whether a change of language has something to carry over. */
  get isTouched() {
    return this.#isTouched || this.#receipt !== null;
  }

  /** Whether something is on its way. */
  get isBusy() {
    return this.#isBusy;
  }

  /** Lets go of the page, and hands over what the same page in another language goes on with. @returns {Kept} */
  leave() {
    this.#end.abort();
    return { messages: this.#messages, receipt: this.#receipt, isTouched: this.#isTouched };
  }

  /** @param {import("../../crypto/receipt.js").Receipt} receipt @param {HTMLFormElement} form */
  async #goOn(receipt, form) {
    try {
      await this.#refresh(receipt, form.action);
    } catch (error) {
      this.#showProblem(form, this.#sentence(error));
      return;
    }
    this.#showConversation();
  }

  // Better before anything is written than when it is sent.
  #warnOfStrangers() {
    try {
      this.#messages.recipients.check();
    } catch (error) {
      const distrust = element("[data-distrust]");
      element("[data-text]", distrust).textContent = this.#sentence(error);
      distrust.hidden = false;
    }
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
    this.#isBusy = true;
    this.#showProblem(form, "");
    try {
      await work();
    } catch (error) {
      this.#showProblem(form, this.#sentence(error));
    } finally {
      button.removeAttribute("aria-disabled");
      this.#isBusy = false;
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
    const receipt = openCode(this.#read(find("input", HTMLInputElement, form).value));
    await this.#refresh(receipt, form.action);
    this.#receipt = receipt;
    this.#isTouched = false;
    form.reset();
    this.#showConversation();
  }

  // As precisely as can be told without looking it up.
  /** @param {string} typed @returns {string} the code @throws {Problem} */
  #read(typed) {
    try {
      return parseCode(typed);
    } catch (error) {
      if (!(error instanceof ReceiptError)) throw error;
      const { length, group } = error;
      if (!length) throw new Problem(this.#say("conversation.code_missing"));
      if (group) throw new Problem(this.#say("conversation.code_group", { group }));
      if (length !== CODE_LENGTH) throw new Problem(this.#say("conversation.code_length", { length }));
      throw new Problem(this.#say("conversation.typing_error"));
    }
  }

  #showConversation() {
    find("[data-screen=ask]", HTMLElement).hidden = true;
    const conversation = find("[data-screen=conversation]", HTMLElement);
    conversation.hidden = false;
    window.scrollTo(0, 0);
    find("h1", HTMLElement, conversation).focus();
  }

  /** @param {import("../../crypto/receipt.js").Receipt} receipt @param {string} url of the form that asks for the code */
  async #refresh(receipt, url) {
    const { locator, identity, talk } = receipt;
    const found = await lookUp(lookupUrl(url), locator);
    if (!found) throw new Problem(this.#say("conversation.unknown"));
    const id = caseId(talk, recipientDigest(await recipientOf(identity)));
    if (found.id !== id) throw new Problem(this.#say("conversation.other_case"));
    const conversation = await readAsReporter(receipt, id, found.stored, found.read?.seq);
    const entries = conversation.items.map(entryOf);
    let own = 0;
    this.#seen = { id, conversation, stored: found.stored, isFlagged: entries.some(isFlagged) };
    find("[data-entries]", HTMLElement).replaceChildren(
      ...entries.map((entry) => this.#article(entry, entry.kind === "mine" ? (own += 1) : 0)),
    );
    element("[data-flagged]").hidden = !this.#seen.isFlagged;
    this.#showState(`conversation.state_${stateOf(conversation, entries, talk, found.read)}`);
    return this.#seen;
  }

  /** @param {import("./entries.js").Entry} entry @param {number} number of the reporter's own */
  #article(entry, number) {
    const { kind, day, text, changed } = entry;
    const article = document.createElement("article");
    article.className = `entry ${kind}${isFlagged(entry) ? " flagged" : ""}`;
    const heading = document.createElement("h2");
    heading.textContent = this.#say(`conversation.entry_${kind}`, { number });
    if (day) {
      const when = document.createElement("span");
      when.className = "muted";
      when.textContent = ` ${sayDay(day, this.#dates)}`;
      heading.append(when);
    }
    const body = document.createElement("p");
    body.dir = "auto";
    body.translate = !text; // what somebody wrote is not sent to whoever translates pages
    body.textContent = text || this.#say(`conversation.text_${kind}`);
    article.append(heading);
    if (changed) article.append(paragraph(this.#say("conversation.changed")));
    article.append(body);
    return article;
  }

  /** @param {HTMLFormElement} form */
  async #add(form) {
    const receipt = this.#receipt;
    if (!receipt) return;
    const text = tidy(find("textarea", HTMLTextAreaElement, form).value);
    const length = [...text].length;
    const limit = this.#settings.max_message;
    if (!length) throw new Problem(this.#say("conversation.message_missing"));
    if (length > limit) {
      const [most, written] = [limit, length].map((number) => sayNumber(number, this.#dates));
      throw new Problem(this.#say("error.too_long", { limit: most, length: written }));
    }
    const status = element("[data-status]", form);
    status.textContent = this.#say("js.report.sealing");
    const refresh = () => this.#refresh(receipt, this.#codeForm.action);
    let seen = this.#seen ?? (await refresh());
    this.#askIfFlagged(seen);
    const target = () => placeBehind(seen);
    await this.#messages.deliver(
      form.dataset.sealed ?? "",
      text,
      receipt,
      target,
      async ({ hash }) => {
        seen = await refresh();
        if (seen.stored.some((place) => toHex(place.hash) === toHex(hash))) return true;
        this.#askIfFlagged(seen);
        return false;
      },
      () => (status.textContent = this.#say("js.report.weak")),
    );
    form.reset();
    this.#isTouched = false;
    // It is sent, whatever comes of looking at it.
    await refresh().catch(() => {});
    this.#showState("conversation.sent");
    const state = element("[data-state]");
    state.tabIndex = -1;
    state.focus(); // what was sent is said, not only shown
  }

  // Nobody writes into a conversation that somebody has tampered with before having seen that.
  /** @param {Seen} seen @throws {Problem} */
  #askIfFlagged({ conversation, isFlagged }) {
    const state = toHex(conversation.transcripts[conversation.transcripts.length - 1]);
    if (!isFlagged || this.#accepted === state) return;
    this.#accepted = state;
    throw new Problem(this.#say("conversation.send_still"));
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
    showSummary(problem ? [{ target: field, sentence: problem }] : [], this.#say);
  }
}

/** Something to say at the field, as a whole sentence. */
class Problem extends Error {}

/** @param {Seen} seen @returns {import("./message.js").Target} */
function placeBehind({ id, conversation: { transcripts } }) {
  const next = transcripts.length - 1;
  return { id, state: transcripts[next], next };
}

/** @param {string} text */
function paragraph(text) {
  const made = document.createElement("p");
  made.className = "error";
  made.textContent = text;
  return made;
}

/** @param {string} url */
function lookupUrl(url) {
  const lookup = new URL(url);
  lookup.pathname += "/lookup";
  return lookup.href;
}
