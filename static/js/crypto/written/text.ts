// Texts as people write them, brought to one form. Mirrors crypto/written/text.py, which says what each list of the table
// is and why what is later than Unicode 12.1 stays as it is.
import table from "../../../../crypto/written/text.json" with { type: "json" };

const RING = "\u030a";
const DIAERESIS = "\u0308";

const SETTLED = new RegExp(`[${classOf(table.settled)}]+`, "gu");
const UNWANTED = /(?:(?![\t\n])\p{Cc}|\p{Cs})/gu; // control characters but tab and line end, and halves of surrogate pairs
const BETWEEN_DIGITS = new RegExp(`([0-9])${UNWANTED.source}+(?=[0-9])`, "gu");
const BLANK = new RegExp(`[${classOf(table.blanks)}]`, "gu");
const UNSEEN = new RegExp(`[${classOf(table.unseen)}]`, "gu");
const MARK = new RegExp(`[${classOf(table.marks)}]`, "gu");
const OTHER_MARK = new RegExp(`(?![${RING}${DIAERESIS}])[${classOf(table.marks)}]`, "gu");
const LETTER = new RegExp(`[${classOf(table.letters)}]`, "u");
const IS_NOTHING = new RegExp(`[${classOf([...table.blanks, ...table.unseen])}]`, "u");
const SHAPES = new RegExp(`[${classOf(table.shaping)}]`, "u");
const IS_KEPT_IN_A_LINE = new RegExp(`[${classOf([...table.joiners, ...table.shaping])}]`, "u");

const AS_DIGIT: Map<string, string> = new Map(
  words(table.zeros).flatMap((zero) =>
    Array.from({ length: 10 }, (_, value) => [String.fromCodePoint(parseInt(zero, 16) + value), String(value)]),
  ),
);
const DIGIT = new RegExp(`[${[...AS_DIGIT.keys()].join("")}]`, "gu");
const DASH = new RegExp(`[${classOf(table.dashes)}]`, "gu");
const APOSTROPHE = new RegExp(`[${classOf(table.apostrophes)}]`, "gu");
const WRITTEN_AS: Map<string, string> = new Map(Object.entries(table.written_as));
const IN_TWO_WAYS = new RegExp(`[${[...WRITTEN_AS.keys()].join("")}]`, "gu");
const OF_A_CODE: Map<string, string> = new Map(
  Object.entries(table.alike).flatMap(([sign, letters]) => [...letters].map((each) => [each, sign])),
);
const NUMBER = /(?:(\+)[ (]*)?([0-9][0-9 ().-]*)/g;
const AMOUNT =
  /^(?:kr[.]? ?|dkk ?)?([0-9]{1,3}(?:[. ][0-9]{3}){1,2}|[0-9]{1,9})(?:[.,]([0-9]{1,2})|,-)?(?: ?(?:kr[.]?|dkk))?$/i;

/**
 * @returns with Unix line ends, composed (NFC), without control characters and without what can't be seen at its ends;
 *   empty if nothing can be seen
 */
export function tidy(text: string): string {
  return withoutEnds(normal("NFC", wanted(text.replace(/\r\n?/g, "\n"))));
}

/** @returns the same in one line: also without what can't be seen inside */
export function tidyLine(text: string): string {
  const line = wanted(text.replace(/\r/g, "\n")).replace(UNSEEN, (character) =>
    IS_KEPT_IN_A_LINE.test(character) ? character : "",
  );
  return withoutEnds(normal("NFC", line).replace(BLANK, " ").replace(/ +/g, " "));
}

/** @param kind of the question @returns the answer, in one line or in several */
export function tidyAnswer(kind: string, typed: string): string {
  return kind === "text" ? tidy(typed) : tidyLine(typed);
}

/**
 * @returns as it is searched and compared: small letters without marks, in their longer way of being written (å is
 *   aa), digits of any script as 0 to 9, one blank between words
 */
export function folded(text: string): string {
  const seen = wanted(text).replace(APOSTROPHE, "").replace(UNSEEN, "");
  const composed = normal("NFC", lower(seen).replace(OTHER_MARK, ""));
  const plain = normal(
    "NFKD",
    composed.replace(IN_TWO_WAYS, (letter) => WRITTEN_AS.get(letter) ?? ""),
  ).replace(MARK, "");
  return inDigits(plain).replace(APOSTROPHE, "").replace(/ +/g, " ").replace(/^ | $/g, "");
}

/**
 * The groups of a code as it was typed, in the letters and digits that codes are made of. Whatever is neither letter
 * nor digit parts two groups. A letter that no code has stays as it is, to be named.
 */
export function asCode(text: string): string[] {
  const plain = inDigits(lower(text.replace(UNSEEN, "")).replace(MARK, ""));
  return [...plain].map(asSign).join("").split(" ").filter(Boolean);
}

/**
 * Blanks, dashes, full stops and brackets may stand inside a number; anything else ends it.
 * @returns every number in it: its digits as 0 to 9, after a + if there is one
 */
export function phoneNumbers(text: string): string[] {
  return [...inDigits(text).matchAll(NUMBER)].map(([, plus = "", digits]) => plus + digits.replace(/[^0-9]/g, ""));
}

/**
 * Danes write 23.412,50, programs 23412.50; both leave out the øre.
 * @returns the amount in kroner with two digits of øre, as 23412.50; empty for what is none
 */
export function amountOf(typed: string): string {
  const [, kroner, oere = ""] = AMOUNT.exec(inDigits(tidyLine(typed))) ?? [];
  return kroner ? `${kroner.replace(/[. ]/g, "").replace(/^0+(?=.)/, "")}.${oere.padEnd(2, "0")}` : "";
}

/** @returns with the digits of any script as 0 to 9, plain dashes and blanks, and nothing that can't be seen */
export function inDigits(text: string): string {
  const plain = text.replace(UNSEEN, "").replace(BLANK, " ");
  return plain.replace(DIGIT, (digit) => AS_DIGIT.get(digit) ?? "").replace(DASH, "-");
}

// Where what is no character parted two numbers, they stay two: 12, 2. tv is not 122. tv.
function wanted(text: string) {
  return text.replace(BETWEEN_DIGITS, "$1 ").replace(UNWANTED, "");
}

function asSign(character: string) {
  if (/[0-9]/.test(character)) return character;
  const sign = OF_A_CODE.get(character);
  if (sign) return sign;
  if (/[a-z]/.test(character)) return character.toUpperCase();
  return LETTER.test(character) ? character : " ";
}

// No pattern: one that looks for blanks at the end starts anew at every blank on the way.
function withoutEnds(text: string) {
  const characters = [...text];
  let [start, end] = [0, characters.length];
  while (start < end && IS_NOTHING.test(characters[start])) start += 1;
  while (end > start && IS_NOTHING.test(characters[end - 1]) && !SHAPES.test(characters[end - 1])) end -= 1;
  return characters.slice(start, end).join("");
}

function lower(text: string) {
  return normal(
    "NFKD",
    normal("NFKD", text, (each) => each.toLowerCase()),
  );
}

function normal(form: string, text: string, then: (text: string) => string = (each) => each) {
  return text.replace(SETTLED, (run) => then(run.normalize(form)));
}

/** @param lines of a table @returns what stands between the brackets of a pattern */
function classOf(lines: string[]): string {
  return words(lines)
    .map((range) =>
      range
        .split("-")
        .map((point) => `\\u{${point}}`)
        .join("-"),
    )
    .join("");
}

function words(lines: string[]): string[] {
  return lines.flatMap((line) => line.split(" "));
}
