// What is searched of cases, and whether one holds what was typed: however it is written, and numbers with or without blanks.
import { folded, inDigits, phoneNumbers } from "../../crypto/written/text.ts";

const SHORTEST = 6; // digits of a number that somebody may have
const IN_TWO_WAYS = /[\p{L}\p{M}]*[åäöøü][\p{L}\p{M}]*/giu;
const DENMARK = /^(?:00)?45(?=[0-9]{8}$)/;

/** A row of the list: `said` is what it says besides its texts, `where` its address. */
export interface Searched {
  id: string;
  where: string;
  said: string;
}

const SAID = new WeakMap<Searched, string>();

/** @returns as they are searched */
export function searchable(texts: string[]): string {
  const numbers = texts.flatMap(phoneNumbers).map(national).filter(isNumber);
  return [...texts.map(folded), ...texts.map(otherSpellings), ...numbers].filter(Boolean).join("\n");
}

// Who has no such key types arhus, soren or mueller.
/** @returns its words that have another spelling than the folded one, in that */
function otherSpellings(text: string): string {
  const words = text.normalize("NFC").toLowerCase().match(IN_TWO_WAYS) ?? [];
  const plain = words.map((word) => word.replace(/[åä]/g, "a").replace(/[öø]/g, "o"));
  const german = words.filter((word) => word.includes("ü")).map((word) => word.replace(/ü/g, "ue"));
  return folded([...plain, ...german].join(" "));
}

/**
 * @param texts what is searched, by case; see `searchable`
 * @returns whether a case holds every word that was typed, or the number
 */
export function search(typed: string, texts: Map<string, string>): (row: Searched) => boolean {
  const words = folded(typed)
    .split(" ")
    .map((word) => word.replace(/^[.,;:]+|[.,;:]+$/g, ""))
    .filter(Boolean)
    .map((word) => (isNumber(national(word)) ? national(word) : word));
  if (!words.length) return () => true;
  const number = /^[+0-9 ().-]+$/.test(inDigits(typed)) ? national(inDigits(typed)) : "";
  return (row) => {
    const held = [texts.get(row.id) ?? "", saidBy(row)];
    const isHeld = (word: string) => held.some((text) => text.includes(word));
    return words.every(isHeld) || (isNumber(number) && isHeld(number));
  };
}

// An address also without what stands between its words: "14 3th" finds "14, 3. th.".
function saidBy(row: Searched) {
  const known = SAID.get(row);
  if (known !== undefined) return known;
  const where = folded(row.where);
  const said = [where, where.replace(/[ .,-]/g, ""), searchable([row.where, row.said])].join("\n");
  SAID.set(row, said);
  return said;
}

/** @returns its digits, without the country's number if that is Denmark's */
function national(text: string): string {
  return text.replace(/[+ ().-]/g, "").replace(DENMARK, "");
}

function isNumber(digits: string) {
  return digits.length >= SHORTEST && /^[0-9]+$/.test(digits);
}
