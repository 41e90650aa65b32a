// What the line of a case in the list says of its report.
import { firstAnswer } from "./answers.js";

const MAX_LENGTH = 120;

/**
 * @param {import("./answers.js").Body} body of a report
 * @param {import("./answers.js").Words} words
 * @returns {string} where, and what was noticed first
 */
export function caseLine(body, words) {
  const [where] = firstAnswer(body, words, (question) => question.names_the_place);
  const [what] = firstAnswer(body, words, (question) => question.says_what);
  return [where, what].flatMap((text) => (text ? [text.split("\n")[0].slice(0, MAX_LENGTH)] : [])).join(" · ");
}
