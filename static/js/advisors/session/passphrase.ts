// Generated passphrases: six made-up words that are easy to say and to type, drawn from 7 776, so 77.5 bits.
// The words are syllables put together, so that no list has to be shipped and none is in one language only.
import { randomBytes } from "../../crypto/bytes.ts";
import { folded } from "../../crypto/written/text.ts";

const WORDS = 6;
const VOWELS = ["a", "e", "i", "o", "u", "y"];
const FIRST = ["b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "br", "kr", "st"];
const SECOND = ["b", "d", "f", "g", "k", "l", "m", "n", "r", "s", "t", "v"];

// What syllables happen to spell in Danish or English and nobody wants on a sheet in the office.
export const UNWANTED = new Set("hore pule suge luse tise fise nude puke".split(" "));

export const LIST_LENGTH = FIRST.length * VOWELS.length * SECOND.length * VOWELS.length;

/** @param number 0 to 7 775 @returns the word with this number */
export function word(number: number): string {
  const letters = [];
  let rest = number;
  for (const list of [FIRST, VOWELS, SECOND, VOWELS]) {
    letters.push(list[rest % list.length]);
    rest = Math.floor(rest / list.length);
  }
  return letters.join("");
}

/** @returns a new passphrase */
export function generatePassphrase(): string {
  return Array.from({ length: WORDS }, decentWord).join(" ");
}

function decentWord(): string {
  for (;;) {
    const drawn = word(randomNumber(LIST_LENGTH));
    if (!UNWANTED.has(drawn)) return drawn;
  }
}

/** @returns without what hands and keyboards add: capitals, dashes, full stops, what can't be seen */
export function normalisePassphrase(typed: string): string {
  return folded(typed)
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

// Numbers beyond the last whole multiple are thrown away: a remainder alone would favour the first words.
function randomNumber(limit: number) {
  const ceiling = 2 ** 16 - (2 ** 16 % limit);
  for (;;) {
    const [high, low] = randomBytes(2);
    const number = high * 256 + low;
    if (number < ceiling) return number % limit;
  }
}
