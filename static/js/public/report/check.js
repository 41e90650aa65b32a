// The last screen before sending: every answer, with a way back to it.

/** @typedef {import("./questions.js").Question} Question */

/**
 * @param {Question} question
 * @param {import("../../web/page.js").Say} say
 * @param {(question: Question) => void} onChange the person wants to change this answer
 * @returns {HTMLElement} one row
 */
export function answerRow(question, say, onChange) {
  const row = document.createElement("div");
  const name = document.createElement("dt");
  name.textContent = question.label;
  const answers = question.isAnswered ? question.readable : [say("js.report.not_given")];
  const values = answers.map((answer) => {
    const value = document.createElement("dd");
    value.dir = "auto";
    value.textContent = answer;
    value.classList.toggle("muted", !question.isAnswered);
    return value;
  });
  const action = document.createElement("dd");
  action.className = "action";
  action.append(changeButton(question, say, onChange));
  row.append(name, ...values, action);
  return row;
}

/** @param {Question} question @param {import("../../web/page.js").Say} say @param {(question: Question) => void} onChange */
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
