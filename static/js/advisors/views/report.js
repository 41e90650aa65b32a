// A report as it is shown: every answer as text, whatever it holds.
import { html, nothing } from "lit";
import { readableAnswers, urgentAnswer } from "../logic/answers.js";
import { say } from "./page-element.js";
import { words } from "./words.js";

/** @typedef {import("../logic/answers.js").Body} Body */

/** @param {Body} body */
export function answerList(body) {
  return html`<dl class="answers">
    ${readableAnswers(body, words).map(
      ({ label, values }) =>
        html`<div>
          <dt dir="auto">${label}</dt>
          ${values.map((value) => html`<dd dir="auto">${value}</dd>`)}
        </div>`,
    )}
  </dl>`;
}

/** A danger that the reporter saw, as a mark with words; nothing if there was none. @param {Body} body */
export function dangerMark(body) {
  const answer = urgentAnswer(body, words);
  return answer ? html`<strong class="mark">${say(`js.inbox.danger_${answer}`)}</strong>` : nothing;
}
