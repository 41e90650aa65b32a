// A report as it is shown: every answer as text, whatever it holds.
import { html, nothing } from "lit";
import { readableDay } from "../../../web/days.ts";
import { callable, inWords, looksLikeSpam, readableAnswers, urgentAnswer, type Body } from "../../logic/answers.ts";
import { say } from "../parts/page-element.ts";
import { settings } from "../parts/settings.ts";

const LONG: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long", year: "numeric" };

const MOST_LINES = 60;
const MOST_CHARACTERS = 25_000; // more than anybody may write

export function answerList(body: Body) {
  return html`<dl class="answers">
    ${readableAnswers(body, settings).map(
      ({ kind, label, values }) =>
        html`<div>
          <dt dir="auto">${label}</dt>
          ${values.map((value) => html`<dd dir="auto">${shownAs(kind, value)}</dd>`)}
        </div>`,
    )}
  </dl>`;
}

// What is no number, or no day, is shown as it was written.
/** @param kind of the question */
function shownAs(kind: string, value: string) {
  const numbers = ["phone", "reach"].includes(kind) ? callable(value) : [];
  if (numbers.length === 1) return html`<a href=${`tel:${numbers[0]}`}>${value}</a>`;
  if (numbers.length) return html`${value} ${numbers.map((each) => html` <a href=${`tel:${each}`}>${each}</a>`)}`;
  return longText(inWords(kind, value, say, (day) => readableDay(day, LONG)));
}

/** @returns as it is; folded if it would push everything else off the page */
export function longText(text: string): unknown {
  const lines = text.split("\n");
  if (lines.length <= MOST_LINES && text.length <= MOST_CHARACTERS) return text;
  const beginning = [...lines.slice(0, MOST_LINES / 2).join("\n")].slice(0, MOST_CHARACTERS / 2).join("");
  // Where lines are kept, so are those between tags.
  // prettier-ignore
  const whole = html`<details><summary>${say("js.inbox.whole_text")}</summary>${text}</details>`;
  return html`${beginning} …${whole}`;
}

/** A field was filled in that people don't see. */
export function spamMark(body: Body) {
  return looksLikeSpam(body) ? html`<p class="notice">${say("js.inbox.spam_mark")}</p>` : nothing;
}

/** A danger that the reporter saw, as a mark with words; nothing if there was none. */
export function dangerMark(body: Body) {
  const answer = urgentAnswer(body, settings);
  return answer ? html`<strong class="mark">${say(`js.inbox.danger_${answer}`)}</strong>` : nothing;
}
