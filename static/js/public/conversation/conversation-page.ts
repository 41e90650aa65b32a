// Coming back with a code. The code never leaves this page: it leads to a locator, and opens what is found there.
import { toHex } from "../../crypto/bytes.ts";
import { readAsReporter, type Conversation, type Stored } from "../../crypto/conversation.ts";
import { ReceiptError } from "../../crypto/errors.ts";
import { recipientDigest, recipientOf } from "../../crypto/keys.ts";
import { CODE_LENGTH, openCode, parseCode, type Receipt } from "../../crypto/receipt.ts";
import { caseId } from "../../crypto/talk.ts";
import { tidy } from "../../crypto/written/text.ts";
import { sayDay, sayNumber, type Dates } from "../../web/days.ts";
import { askBeforeLeaving } from "../../web/guard.ts";
import { all, element, find, type PageSettings, type Say } from "../../web/page.ts";
import { NotSent } from "../../web/post.ts";
import { showSummary } from "../report/summary.ts";
import { entryOf, isFlagged, stateOf, type Entry } from "./entries.ts";
import { lookUp } from "./lookup.ts";
import { Messages, type Target } from "./message.ts";

/** A conversation as it was last looked at. */
export interface SeenConversation {
  id: string;
  conversation: Conversation;
  stored: Stored[];
  isFlagged: boolean;
}

/** What goes over into another language. */
export interface KeptConversation {
  messages: Messages;
  receipt: Receipt | null;
  isTouched: boolean;
}

export class ConversationPage {
  #settings;
  #say;
  #dates;
  #messages;
  #end = new AbortController();
  #isTouched = false;
  #isBusy = false;
  #receipt: Receipt | null = null;
  #seen: SeenConversation | null = null;
  #accepted = ""; // the state of things that the person wanted to write in, though something is flagged

  /** @param kept from the same page in another language */
  constructor(settings: PageSettings, say: Say, dates: Dates, kept?: KeptConversation) {
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
    // First of all, whatever else goes wrong: see [Note: Sealed or not at all].
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

  /** Lets go of the page, and hands over what the same page in another language goes on with. */
  leave(): KeptConversation {
    this.#end.abort();
    return { messages: this.#messages, receipt: this.#receipt, isTouched: this.#isTouched };
  }

  async #goOn(receipt: Receipt, form: HTMLFormElement) {
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
  #takeCode(hidden: HTMLInputElement) {
    hidden.remove();
    if (hidden.value) this.#receipt = openCode(parseCode(hidden.value));
  }

  // One thing at a time, with what went wrong at the field it concerns.
  async #during(event: Event, form: HTMLFormElement, work: () => Promise<void>) {
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

  #sentence(error: unknown) {
    if (error instanceof ConversationProblem) return error.message;
    return this.#say(`js.failed.${error instanceof NotSent ? error.reason : "seal"}`);
  }

  async #open(form: HTMLFormElement) {
    const receipt = openCode(this.#read(find("input", HTMLInputElement, form).value));
    await this.#refresh(receipt, form.action);
    this.#receipt = receipt;
    this.#isTouched = false;
    form.reset();
    this.#showConversation();
  }

  // As precisely as can be told without looking it up.
  /** @returns the code @throws {ConversationProblem} */
  #read(typed: string): string {
    try {
      return parseCode(typed);
    } catch (error) {
      if (!(error instanceof ReceiptError)) throw error;
      const { length, group } = error;
      if (!length) throw new ConversationProblem(this.#say("conversation.code_missing"));
      if (group) throw new ConversationProblem(this.#say("conversation.code_group", { group }));
      if (length !== CODE_LENGTH) throw new ConversationProblem(this.#say("conversation.code_length", { length }));
      throw new ConversationProblem(this.#say("conversation.typing_error"));
    }
  }

  #showConversation() {
    find("[data-screen=ask]", HTMLElement).hidden = true;
    const conversation = find("[data-screen=conversation]", HTMLElement);
    conversation.hidden = false;
    window.scrollTo(0, 0);
    find("h1", HTMLElement, conversation).focus();
  }

  /** @param url of the form that asks for the code */
  async #refresh(receipt: Receipt, url: string) {
    const { locator, identity, talk } = receipt;
    const found = await lookUp(lookupUrl(url), locator);
    if (!found) throw new ConversationProblem(this.#say("conversation.unknown"));
    const id = caseId(talk, recipientDigest(await recipientOf(identity)));
    if (found.id !== id) throw new ConversationProblem(this.#say("conversation.other_case"));
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

  /** @param number of the reporter's own */
  #article(entry: Entry, number: number) {
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

  async #add(form: HTMLFormElement) {
    const receipt = this.#receipt;
    if (!receipt) return;
    const text = tidy(find("textarea", HTMLTextAreaElement, form).value);
    const length = [...text].length;
    const limit = this.#settings.max_message;
    if (!length) throw new ConversationProblem(this.#say("conversation.message_missing"));
    if (length > limit) {
      const [most, written] = [limit, length].map((number) => sayNumber(number, this.#dates));
      throw new ConversationProblem(this.#say("error.too_long", { limit: most, length: written }));
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
  /** @throws {ConversationProblem} */
  #askIfFlagged({ conversation, isFlagged }: SeenConversation) {
    const state = toHex(conversation.transcripts[conversation.transcripts.length - 1]);
    if (!isFlagged || this.#accepted === state) return;
    this.#accepted = state;
    throw new ConversationProblem(this.#say("conversation.send_still"));
  }

  get #codeForm() {
    return find("[data-code-form]", HTMLFormElement);
  }

  #showState(key: string) {
    find("[data-state]", HTMLElement).textContent = this.#say(key);
  }

  #showProblem(form: HTMLFormElement, problem: string) {
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
class ConversationProblem extends Error {}

function placeBehind({ id, conversation: { transcripts } }: SeenConversation): Target {
  const next = transcripts.length - 1;
  return { id, state: transcripts[next], next };
}

function paragraph(text: string) {
  const made = document.createElement("p");
  made.className = "error";
  made.textContent = text;
  return made;
}

function lookupUrl(url: string) {
  const lookup = new URL(url);
  lookup.pathname += "/lookup";
  return lookup.href;
}
