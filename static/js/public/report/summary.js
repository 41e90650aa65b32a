// The list on top that says what is wrong, in the same words as at the fields, with a link to each.
import { find } from "../../web/page.js";

/** @typedef {import("./questions.js").Question} Question */

/**
 * Shows the problems on top and moves the focus there, or takes the list away.
 * @param {[Question, string][]} problems
 * @param {import("../../web/page.js").Say} say
 */
export function showSummary(problems, say) {
  const summary = find("[data-summary]", HTMLElement);
  summary.hidden = !problems.length;
  const title = say("title.neutral");
  document.title = problems.length ? `${say("error.prefix")} ${title}` : title;
  if (!problems.length) return;
  const items = problems.map(([question, problem]) => link(question, `${say("error.prefix")} ${problem}`));
  find("ul", HTMLElement, summary).replaceChildren(...items);
  summary.focus();
}

/** @param {Question} question @param {string} sentence */
function link(question, sentence) {
  const item = document.createElement("li");
  const anchor = document.createElement("a");
  anchor.href = `#${question.field.id}`;
  anchor.textContent = sentence;
  anchor.addEventListener("click", (event) => {
    event.preventDefault(); // a change of hash would be a step in the history
    question.field.focus();
  });
  item.append(anchor);
  return item;
}
