// Coming back with a code. The code never leaves this page: it leads to a locator, and opens what is found there.
import { seal } from "../lib/age.js";
import { fromBase64, toBase64Url } from "../lib/bytes.js";
import { localDay, readableDay } from "../lib/days.js";
import { NotSent, post, readJson, refusal, sealed } from "../lib/deliver.js";
import { buildDocument } from "../lib/document.js";
import { openEnvelope } from "../lib/opening.js";
import { recipientsDigest } from "../lib/keys.js";
import { openCode, parseCode } from "../lib/receipt.js";
import { tidy } from "../lib/tidy.js";
import { adoptRecipients } from "./sending.js";

const MAX_MESSAGE = 10_000;
const ATTEMPTS = 3;

export class ReturnPage {
  #settings;
  #say;
  #receipt = null;
  #case = null;
  #next = 0;
  #pending = null; // a message whose answer has not come

  constructor(settings, say) {
    this.#settings = settings;
    this.#say = say;
  }

  takeOver() {
    const code = document.querySelector("[data-code-form]");
    const message = document.querySelector("[data-message-form]");
    // First of all: from here on the browser can't send either form as plain text, whatever else goes wrong.
    for (const form of [code, message]) form.setAttribute("method", "dialog");
    message.elements.code.remove();
    for (const element of document.querySelectorAll("[data-plain]")) element.remove();
    code.addEventListener("submit", (event) => this.#during(event, () => this.#open(code)));
    message.addEventListener("submit", (event) => this.#during(event, () => this.#add(message)));
  }

  // One thing at a time, with what went wrong at the field it concerns.
  async #during(event, work) {
    event.preventDefault();
    const form = event.target;
    const button = form.querySelector("button");
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    this.#showProblem(form, "");
    try {
      await work();
    } catch (error) {
      this.#showProblem(form, this.#sentence(error));
    } finally {
      button.removeAttribute("aria-disabled");
      form.querySelector("[data-status]").textContent = "";
    }
  }

  #sentence(error) {
    if (error instanceof Problem) return error.message;
    return this.#say(`js.failed.${error instanceof NotSent ? error.reason : "seal"}`);
  }

  async #open(form) {
    let code;
    try {
      code = parseCode(form.elements.code.value);
    } catch {
      throw new Problem(this.#say("conversation.typing_error"));
    }
    this.#receipt = openCode(code);
    await this.#refresh(form.action);
    form.reset();
    form.closest("[data-screen]").hidden = true;
    const conversation = document.querySelector("[data-screen=conversation]");
    conversation.hidden = false;
    window.scrollTo(0, 0);
    conversation.querySelector("h1").focus();
  }

  async #refresh(url) {
    const response = await post(lookupUrl(url), { locator: toBase64Url(this.#receipt.locator) });
    if (!response.ok) throw refusal(response);
    const answer = readJson(response);
    if (!answer.found) throw new Problem(this.#say("conversation.unknown"));
    this.#case = answer.case;
    this.#next = answer.envelopes.length;
    const entries = await Promise.all(answer.envelopes.map((each) => this.#read(each)));
    document.querySelector("[data-entries]").replaceChildren(...entries.map((entry) => this.#article(entry)));
    document.querySelector("[data-state]").textContent = this.#say(`conversation.state_${state(entries, answer.read_seq)}`);
  }

  async #read({ seq, envelope }) {
    const place = { case: this.#case, seq };
    const opened = await openEnvelope(fromBase64(envelope), place, this.#receipt.identity);
    if (opened.state === "closed") return { kind: "mine" };
    if (opened.state !== "open" || opened.document.type !== "reply") return { kind: "damaged" };
    const { day, body } = opened.document;
    return { kind: body.question === true ? "question" : "reply", day, text: String(body.text ?? "") };
  }

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

  async #add(form) {
    const text = tidy(form.elements.text.value);
    const length = [...text].length;
    if (!length) throw new Problem(this.#say("conversation.message_missing"));
    if (length > MAX_MESSAGE) throw new Problem(this.#say("error.too_long", { limit: MAX_MESSAGE, length }));
    form.querySelector("[data-status]").textContent = this.#say("js.report.sealing");
    await this.#deliver(form.action, text);
    form.reset();
    // It is sent, whatever comes of looking at it.
    await this.#refresh(document.querySelector("[data-code-form]").action).catch(() => {});
    document.querySelector("[data-state]").textContent = this.#say("conversation.sent");
    document.querySelector("[data-screen=conversation] h1").focus();
  }

  async #deliver(url, text) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      // The same text again is the same envelope again, so that a lost answer does not make two messages of it.
      if (this.#pending?.text !== text) {
        this.#pending = { text, seq: this.#next, envelope: await sealed(this.#seal(text)) };
      }
      const { seq, envelope } = this.#pending;
      const fields = {
        locator: toBase64Url(this.#receipt.locator),
        seq: String(seq),
        sealed_to: recipientsDigest(this.#settings.recipients),
      };
      const response = await post(url, fields, [["envelope", envelope]]);
      if ([201, 400, 409].includes(response.status)) this.#pending = null;
      if (response.status === 201) return;
      // A reply came meanwhile, or an advisor joined: seal again for what is true now.
      if (response.status === 409) this.#next = readJson(response).next_seq;
      else if (response.status === 400) adoptRecipients(this.#settings, response);
      else throw refusal(response);
    }
    throw new NotSent("refused");
  }

  async #seal(text) {
    const { recipients, max_recipients, language } = this.#settings;
    const plaintext = buildDocument({
      type: "message",
      case: this.#case,
      seq: this.#next,
      from: "reporter",
      day: localDay(),
      language,
      body: { text },
    });
    return seal(plaintext, recipients, max_recipients);
  }

  #showProblem(form, problem) {
    const field = form.querySelector("input[type=text], textarea");
    const line = document.getElementById(`${field.id}-error`);
    line.textContent = problem ? `${this.#say("error.prefix")} ${problem}` : "";
    line.hidden = !problem;
    field.setAttribute("aria-invalid", String(Boolean(problem)));
    field.closest(".question").classList.toggle("wrong", Boolean(problem));
    document.title = `${problem ? `${this.#say("error.prefix")} ` : ""}${this.#say("title.neutral")}`;
    if (problem) field.focus();
  }
}

/** Something to say at the field, as a whole sentence. */
class Problem extends Error {}

function state(entries, readSeq) {
  const last = entries.findLastIndex((entry) => entry.kind !== "damaged");
  const kind = entries[last]?.kind;
  if (kind === "question") return "question";
  return kind === "reply" || last <= readSeq ? "read" : "received";
}

function lookupUrl(url) {
  const lookup = new URL(url);
  lookup.pathname += "/lookup";
  return lookup.href;
}
