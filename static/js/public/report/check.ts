// The last screen before sending: every answer, with a way back to it.

import type { Say } from "../../web/page.ts";
import type { QuestionBlock } from "./question.ts";

/** The person wants to change this answer. */
export type OnChange = (question: QuestionBlock) => void;

const FOLD_ABOVE = 600; // characters: "Send" stays within reach

/** @returns one row */
export function answerRow(question: QuestionBlock, say: Say, onChange: OnChange): HTMLElement {
  const row = document.createElement("div");
  const name = document.createElement("dt");
  name.textContent = question.label;
  const answers = question.isAnswered ? question.readable : [say("js.report.not_given")];
  const values = answers.map((answer) => {
    const value = document.createElement("dd");
    value.classList.toggle("muted", !question.isAnswered);
    value.append(...(answer.length > FOLD_ABOVE ? folded(answer, say) : [isolated(answer)]));
    return value;
  });
  const action = document.createElement("dd");
  action.className = "action";
  action.append(changeButton(question, say, onChange));
  row.append(name, ...values, action);
  return row;
}

/** @param question in whose answer a CPR number may stand */
export function cprWarning(question: QuestionBlock, say: Say, onChange: OnChange) {
  const line = document.createElement("p");
  line.append(say("js.report.cpr", { question: question.label }), " ", changeButton(question, say, onChange));
  return line;
}

function changeButton(question: QuestionBlock, say: Say, onChange: OnChange) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  const context = document.createElement("span");
  context.className = "visually-hidden";
  context.textContent = ` ${question.label}`;
  button.append(say("js.report.change"), context);
  button.addEventListener("click", () => onChange(question));
  return button;
}

// In its own direction, while the line keeps the page's; and never sent to whoever translates pages.
function isolated(text: string) {
  const isolate = document.createElement("bdi");
  isolate.dir = "auto";
  isolate.translate = false;
  isolate.textContent = text;
  return isolate;
}

function folded(text: string, say: Say) {
  const beginning = isolated(`${[...text].slice(0, FOLD_ABOVE / 2).join("")} …`);
  const more = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = say("js.report.whole_text");
  more.append(summary, isolated(text));
  more.addEventListener("toggle", () => {
    beginning.hidden = more.open;
  });
  return [beginning, more];
}
