// The last screen before sending: every answer, with a way back to it.

/** @typedef {import("./question.js").Question} Question */
/** @typedef {import("../../web/page.js").Say} Say */
/** The person wants to change this answer. @typedef {(question: Question) => void} OnChange */

const FOLD_ABOVE = 600; // characters: "Send" stays within reach

/** @param {Question} question @param {Say} say @param {OnChange} onChange @returns {HTMLElement} one row */
export function answerRow(question, say, onChange) {
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

/** @param {Question} question in whose answer a CPR number may stand @param {Say} say @param {OnChange} onChange */
export function cprWarning(question, say, onChange) {
  const line = document.createElement("p");
  line.append(say("js.report.cpr", { question: question.label }), " ", changeButton(question, say, onChange));
  return line;
}

/** @param {Question} question @param {Say} say @param {OnChange} onChange */
function changeButton(question, say, onChange) {
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
/** @param {string} text */
function isolated(text) {
  const isolate = document.createElement("bdi");
  isolate.dir = "auto";
  isolate.translate = false;
  isolate.textContent = text;
  return isolate;
}

/** @param {string} text @param {Say} say */
function folded(text, say) {
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
