// What a person typed, as it is sealed. reporting/submissions/answers.py has the same rules; tests/vectors/answers.json holds both.

/** @param {string} text @returns {string} with Unix line ends, without control characters, half emoji and outer blanks */
export function tidy(text) {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[\p{Cc}\p{Cs}]/gu, (character) => ("\n\t".includes(character) ? character : ""))
    .trim();
}
