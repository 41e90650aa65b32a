// Coming back with a code. The code never leaves this page: it leads to a locator, and opens what is found there.
import { toHex } from "../../crypto/bytes.js";
import { readAsReporter } from "../../crypto/conversation.js";
import { recipientDigest, recipientOf } from "../../crypto/keys.js";
import { openCode, parseCode } from "../../crypto/receipt.js";
import { caseId } from "../../crypto/talk.js";
import { readableDay } from "../../web/days.js";
import { all, element, find } from "../../web/page.js";
import { NotSent } from "../../web/post.js";
import { tidy } from "../../web/tidy.js";
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

export class ConversationPage {
  #settings;
  #say;
  #messages;
  /** @type {import("../../crypto/receipt.js").Receipt | null} */
  #receipt = null;
  /** @type {Seen | null} */
  #seen = null;
  #accepted = ""; // the state of things that the person wanted to write in, though something is flagged

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
    find("input[name=seen]", HTMLInputElement, message).remove();
    for (const element of all("[data-plain]")) element.remove();
    code.addEventListener("submit", (event) => this.#during(event, code, () => this.#open(code)));
    message.addEventListener("submit", (event) => this.#during(event, message, () => this.#add(message)));
    this.#warnOfStrangers();
  }

  // Better before anything is written than when it is sent.
  #warnOfStrangers() {
    try {
      this.#messages.recipients.check();
    } catch (error) {
      const distrust = element("[data-distrust]");
      distrust.textContent = this.#sentence(error);
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
  async #refresh(receipt, url) {
    const { locator, identity, talk } = receipt;
    const found = await lookUp(lookupUrl(url), locator);
    if (!found) throw new Problem(this.#say("conversation.unknown"));
    const id = caseId(talk, recipientDigest(await recipientOf(identity)));
    if (found.id !== id) throw new Problem(this.#say("conversation.other_case"));
    const conversation = await readAsReporter(receipt, id, found.stored, found.read?.seq);
    const entries = conversation.items.map(entryOf);
    this.#seen = { id, conversation, stored: found.stored, isFlagged: entries.some(isFlagged) };
    find("[data-entries]", HTMLElement).replaceChildren(...entries.map((entry) => this.#article(entry)));
    element("[data-flagged]").hidden = !this.#seen.isFlagged;
    this.#showState(`conversation.state_${stateOf(conversation, entries, talk, found.read)}`);
    return this.#seen;
  }

  /** @param {import("./entries.js").Entry} entry */
  #article(entry) {
    const { kind, day, text, changed } = entry;
    const article = document.createElement("article");
    article.className = `entry ${kind}${isFlagged(entry) ? " flagged" : ""}`;
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
    if (length > limit) throw new Problem(this.#say("error.too_long", { limit, length }));
    find("[data-status]", HTMLElement, form).textContent = this.#say("js.report.sealing");
    const refresh = () => this.#refresh(receipt, this.#codeForm.action);
    let seen = this.#seen ?? (await refresh());
    this.#askIfFlagged(seen);
    const target = () => placeBehind(seen);
    await this.#messages.deliver(form.dataset.sealed ?? "", text, receipt, target, async ({ hash }) => {
      seen = await refresh();
      if (seen.stored.some((place) => toHex(place.hash) === toHex(hash))) return true;
      this.#askIfFlagged(seen);
      return false;
    });
    form.reset();
    // It is sent, whatever comes of looking at it.
    await refresh().catch(() => {});
    this.#showState("conversation.sent");
    find("[data-screen=conversation] h1", HTMLElement).focus();
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
    document.title = `${problem ? `${this.#say("error.prefix")} ` : ""}${this.#say("title.neutral")}`;
    if (problem) field.focus();
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
  made.className = "warning";
  made.textContent = text;
  return made;
}

/** @param {string} url */
function lookupUrl(url) {
  const lookup = new URL(url);
  lookup.pathname += "/lookup";
  return lookup.href;
}
