// What a person typed, as it is sealed. The same rule as in reporting/forms.py.

/** Returns what a person typed with Unix line ends, without control characters, half emoji and outer blanks. */
export function tidy(text) {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[\p{Cc}\p{Cs}]/gu, (character) => ("\n\t".includes(character) ? character : ""))
    .trim();
}
