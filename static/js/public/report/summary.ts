// The list on top that says what is wrong, in the same words as at the fields, with a link to each.
import { find, type Say } from "../../web/page.ts";

/** Something that is wrong: a sentence and where to go for it. */
export interface Problem {
  target: HTMLElement;
  sentence: string;
}

/** Shows the problems on top and moves the focus there, or takes the list away. */
export function showSummary(problems: Problem[], say: Say) {
  const summary = find("[data-summary]", HTMLElement);
  summary.hidden = !problems.length;
  const title = say("title.neutral");
  document.title = problems.length ? `${say("error.prefix")} ${title}` : title;
  if (!problems.length) return;
  const items = problems.map(({ target, sentence }) => link(target, `${say("error.prefix")} ${sentence}`));
  find("ul", HTMLElement, summary).replaceChildren(...items);
  summary.focus();
}

function link(target: HTMLElement, sentence: string) {
  const item = document.createElement("li");
  const anchor = document.createElement("a");
  anchor.href = `#${target.id}`;
  anchor.textContent = sentence;
  anchor.addEventListener("click", (event) => {
    event.preventDefault(); // a change of hash would be a step in the history
    target.focus();
  });
  item.append(anchor);
  return item;
}
