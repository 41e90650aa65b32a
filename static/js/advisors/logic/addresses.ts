// Danish addresses as people write them, read so that two reports about one home are found. No parser that is kept up knows
// floors and doors without asking a service on the net, which would tell it who is being reported.
//
// Two homes are never called one: what is not understood stays in the key. Only a town, and the last number of a range, may
// be said by one and not by the other. Held to tests/vectors/addresses.json.
import { folded } from "../../crypto/written/text.ts";
import { looksLikeStreet, streetsOf } from "./streets.ts";

/** One word, and which part of the address it stands in: parts end with a comma or a line. */
export interface Token {
  word: string;
  part: number;
}
/**
 * What is said of a flat. `floor`: "st", "kl", "kl2" or a number; `door`: "tv", "mf", "th", a number or a letter;
 * empty for what is not said. `within`: block, entrance and the like, each with its value; `rest`: what is not
 * understood.
 */
export interface Flat {
  floor: string;
  door: string;
  within: string[];
  rest: string[];
  postcode: string;
  town: string;
}
/** A home. `streets`: every street that may be meant; `last`: of a range of numbers. */
export type Home = { streets: string[]; number: string; last: string } & Flat;

const LONGEST = 500;
const HOUSE = /^0*([0-9]{1,3})([a-z]?)$/;
const ORDINALS: Record<string, string> = {
  ...{ foerste: "1", anden: "2", tredje: "3", fjerde: "4", femte: "5", sjette: "6", syvende: "7", ottende: "8" },
  ...{ niende: "9", tiende: "10", "1ste": "1", "2den": "2", "3die": "3" },
};
const GROUND = ["st", "stue", "stuen", "stueetage", "stueetagen", "parterre"];
const CELLAR = ["kl", "kld", "kaelder", "kaelderen"];
const FLOOR_WORDS = ["sal", "etage", "et"];
const DOOR_WORDS = ["doer", "dor", "lejlighed", "lejl", "lej", "vaerelse", "vaer", "bolig"];
const NUMBER_WORDS = ["nr", "nummer"];
const WITHIN = [
  ...["opgang", "opg", "port", "blok", "bygning", "bygn", "hus", "trappe", "indgang", "indg", "afdeling", "afd"],
  ...["floej", "etape", "gang", "taarn", "hal", "sektion"],
];
const HOUSES = [
  "baghus",
  "baghuset",
  "forhus",
  "forhuset",
  "sidehus",
  "sidehuset",
  "mellembygning",
  "gaardhus",
  "anneks",
];
const SHORT_WITHIN: Record<string, string> = { opg: "opgang", bygn: "bygning", indg: "indgang", afd: "afdeling" };
const SIDES: Record<string, string> = {
  ...{ tv: "tv", venstre: "tv", v: "tv", th: "th", hoejre: "th", h: "th" },
  ...{ mf: "mf", midtfor: "mf", midt: "mf", midten: "mf", m: "mf" },
};
const OF_FLATS = new Set([
  ...[...GROUND, ...CELLAR, ...FLOOR_WORDS, ...DOOR_WORDS, ...NUMBER_WORDS, ...WITHIN, ...HOUSES],
  ...[...Object.keys(SIDES), ...Object.keys(ORDINALS)],
]);
// Short for a word of a street as well, where nothing stands before them.
const MAY_BEGIN_A_STREET = new Set(["st", "nr", "th"]);

/** What homes are compared by. `keys`: of each street that may be meant. */
export interface Compared {
  keys: string[];
  postcode: string;
  town: string;
  last: string;
}

/**
 * @param estate where a caretaker has named it in a field of its own
 * @returns null for what is no street with a number
 */
export function readHome(written: string, estate: string = ""): Home | null {
  const tokens = tokensOf(written);
  const at = numberAt(tokens);
  if (at >= 0) return homeAt(tokens, at);
  return estate.trim() ? homeIn(estate, tokens) : null;
}

export function homeOf(written: string, estate: string = ""): Compared {
  const home = readHome(written, estate);
  if (!home) {
    const words = [...tokensOf(estate), ...tokensOf(written)].map(({ word }) => word).join(" ");
    return { keys: words ? [words] : [], postcode: "", town: "", last: "" };
  }
  const { number, floor, door, within, rest, postcode, town, last } = home;
  const inside = [number, floor, door, [...within].sort().join(" "), rest.join(" ")].join("|");
  return { keys: home.streets.map((street) => `${street}|${inside}`), postcode, town, last };
}

/** @returns whether both are written for the same home */
export function isSameHome(one: Compared, other: Compared): boolean {
  const agree = (a: string, b: string) => !a || !b || a === b;
  return (
    one.keys.some((key) => other.keys.includes(key)) &&
    agree(one.postcode, other.postcode) &&
    agree(one.last, other.last) &&
    (agree(one.town, other.town) || Boolean(one.postcode && other.postcode))
  );
}

function tokensOf(written: string): Token[] {
  return written
    .slice(0, LONGEST)
    .split(/[\n,;]/)
    .flatMap((text, part) => wordsOf(text).map((word) => ({ word, part })));
}

/** @param part of an address */
function wordsOf(part: string): string[] {
  return folded(part)
    .replace(/\(([^)]*)\)/g, (_, inside) => (isOfFlats(inside) ? ` ${inside} ` : " "))
    .replace(/\bdk-?(?=[0-9]{4}\b)/g, " ")
    .replace(/\bt\. ?([vh])\b/g, "t$1")
    .replace(/\bm\. ?f\b/g, "mf")
    .replace(/\bmidt for\b/g, "mf")
    .replace(/\btil (venstre|hoejre)\b/g, "$1")
    .replace(/([0-9]) ?[.]? ?(sal|tv|th|mf|st|kl)\b/g, "$1 $2")
    .replace(/\b(st|kl|k[0-9])(tv|th|mf)\b/g, "$1 $2")
    .replace(/\b([0-9]{1,3}[a-z]?)-([0-9]{1,3}[a-z]?)\b/g, "$1~$2")
    .split(/[^a-z0-9~\u00c0-\u{10ffff}]+/u)
    .filter(Boolean);
}

function isOfFlats(text: string) {
  return /[0-9]/.test(text) || text.split(/[^a-z]+/).some((word) => OF_FLATS.has(word));
}

// The house's number is the first one behind a word that can be a street; if several are, the one behind a word that ends as
// streets do.
/** @returns where it stands; -1 for nowhere */
function numberAt(tokens: Token[]): number {
  const found = tokens.flatMap((_, at) => (isHouse(tokens, at) ? [at] : []));
  return found.find((at) => looksLikeStreet(tokens[nameEnd(tokens, at)].word)) ?? found[0] ?? behindStreet(tokens);
}

function isHouse(tokens: Token[], at: number) {
  const end = nameEnd(tokens, at);
  return HOUSE.test(firstOf(tokens[at].word)) && end >= 0 && isName(tokens, end);
}

// "Eksempelvej nr. 12": the word is not part of the street.
/** @param at of a number @returns where the street before it ends */
function nameEnd(tokens: Token[], at: number): number {
  return at > 1 && NUMBER_WORDS.includes(tokens[at - 1].word) ? at - 2 : at - 1;
}

/** @returns whether a word can be one of a street's name */
function isName(tokens: Token[], at: number): boolean {
  const { word, part } = tokens[at];
  if (!/^[^0-9~]{2,}$/.test(word) || OF_FLATS.has(word)) return false;
  const before = tokens[at - 1];
  return !(before?.part === part && WITHIN.includes(before.word));
}

// "Skovparken, blok 3, nr. 12": the number stands in a part of its own.
function behindStreet(tokens: Token[]) {
  const street = tokens.findIndex(({ word }) => looksLikeStreet(word));
  if (street < 0) return -1;
  return tokens.findIndex(
    ({ word }, at) => at > street && NUMBER_WORDS.includes(tokens[at - 1].word) && HOUSE.test(firstOf(word)),
  );
}

/** @param at of the house's number */
function homeAt(tokens: Token[], at: number): Home {
  const isDirect = isHouse(tokens, at);
  const end = isDirect ? nameEnd(tokens, at) : tokens.findIndex(({ word }) => looksLikeStreet(word));
  const start = nameStart(tokens, end);
  const name = tokens.slice(start, end + 1).map(({ word }) => word);
  const between = isDirect ? [] : tokens.slice(end + 1, at - 1);
  const { number, last, behind } = readNumber(tokens.slice(at));
  return { streets: streetsOf(name), number, last, ...readFlat([...tokens.slice(0, start), ...between, ...behind]) };
}

/** @returns where the name of a street begins */
function nameStart(tokens: Token[], end: number): number {
  const { part } = tokens[end];
  const isIn = (at: number) => tokens[at]?.part === part;
  let start = end;
  // "8000 Aarhus C Eksempelvej 12": where the town ends, only the street's own word tells.
  const first = tokens.findIndex((each) => each.part === part);
  if (/^[0-9]{4}$/.test(tokens[first].word) && looksLikeStreet(tokens[end].word)) return end;
  while (isIn(start - 1) && mayGoOn(tokens, start - 1)) start -= 1;
  // "10. februar vej 4": a number that begins the address belongs to the street.
  const isFirst = start === 1 || !isIn(start - 2);
  return isIn(start - 1) && isFirst && /^[0-9]{1,2}$/.test(tokens[start - 1].word) ? start - 1 : start;
}

function mayGoOn(tokens: Token[], at: number) {
  const { word, part } = tokens[at];
  const before = tokens[at - 1];
  const isFirst = before?.part !== part;
  if (/[0-9~]/.test(word) || (!isFirst && WITHIN.includes(before.word))) return false;
  const isBehindName = !isFirst && /^[^0-9~]+$/.test(before.word) && !OF_FLATS.has(before.word);
  return word.length === 1 || !OF_FLATS.has(word) || (MAY_BEGIN_A_STREET.has(word) && (isFirst || isBehindName));
}

// A caretaker's two fields: the estate stands where the street would.
function homeIn(estate: string, tokens: Token[]): Home {
  const words = tokens[0] && NUMBER_WORDS.includes(tokens[0].word) ? tokens.slice(1) : tokens;
  const streets = streetsOf(wordsOf(estate.replace(/[\n,;]/g, " ")));
  if (!words.length || !HOUSE.test(firstOf(words[0].word))) {
    const { town, ...flat } = readFlat(words);
    return { streets, number: "", last: "", ...flat, rest: [...flat.rest, town].filter(Boolean), town: "" };
  }
  const { number, last, behind } = readNumber(words);
  return { streets, number, last, ...readFlat(behind) };
}

/** @param tokens from the number on */
function readNumber([{ word, part }, ...behind]: Token[]): { number: string; last: string; behind: Token[] } {
  const [first, second = ""] = word.split("~");
  const [, digits, letter] = HOUSE.exec(first) as RegExpExecArray;
  const isApart = !letter && behind[0]?.part === part && /^[a-z]$/.test(behind[0].word);
  const number = digits + (letter || (isApart ? (behind.shift() as Token).word : ""));
  if (second && isRange(digits, second, behind)) return { number, last: second.replace(/^0+/, ""), behind };
  return { number, last: "", behind: second ? [{ word: second, part }, ...behind] : behind };
}

// "12-14, 2. tv" is a range of houses; "12-2 tv" a house and a floor.
function isRange(first: string, second: string, behind: Token[]) {
  const isSide = behind.length > 0 && behind[0].word in SIDES;
  return parseInt(second, 10) > Number(first) && !isSide;
}

function firstOf(word: string) {
  return word.split("~")[0];
}

/** @param joined what stands before the street and behind the number */
function readFlat(joined: Token[]): Flat {
  const flat: Flat = { floor: "", door: "", within: [], rest: [], postcode: "", town: "" };
  const tokens = joined.flatMap(({ word, part }) => word.split("~").map((each) => ({ word: each, part })));
  const towns = new Set(
    tokens.map(({ part }) => part).filter((part) => isTown(tokens.filter((each) => each.part === part))),
  );
  for (let at = 0; at < tokens.length; at += 1) {
    const { word, part } = tokens[at];
    const [next = "", then = ""] = tokens
      .slice(at + 1, at + 3)
      .flatMap((each) => (each.part === part ? [each.word] : []));
    if (towns.has(part)) flat.town += word;
    else if (isPostcode(word, next, flat)) {
      flat.postcode = word;
      while (tokens[at + 1]?.part === part) at += 1; // the rest of this part is its town
    } else if (WITHIN.includes(word)) at += takeWithin(flat, word, next);
    else if (HOUSES.includes(word)) flat.within.push(word.replace(/et$/, ""));
    else if (!flat.door && Object.hasOwn(SIDES, word)) flat.door = SIDES[word];
    else if (!flat.floor && GROUND.includes(word)) flat.floor = "st";
    else if (!flat.floor && CELLAR.includes(word)) flat.floor = "kl";
    else if (!flat.floor && /^k[1-9]$/.test(word)) flat.floor = `kl${word.slice(1)}`.replace(/1$/, "");
    else if ([...DOOR_WORDS, ...NUMBER_WORDS].includes(word)) at += takeDoor(flat, word, next, then);
    else if (FLOOR_WORDS.includes(word)) at += takeFloor(flat, word, next);
    else if (!takeNumber(flat, word)) at += keep(flat, word, next);
  }
  return flat;
}

// "Aarhus C": nothing but words that say nothing of a flat. The letter is a part of the town.
/** @param part of an address, as a whole */
function isTown([first, ...others]: Token[]) {
  const isWord = (word: string) => /^[^0-9]{2,}$/.test(word) && !OF_FLATS.has(word);
  return isWord(first.word) && others.every(({ word }) => isWord(word) || /^[a-z]$/.test(word));
}

// What is not understood, with what it may give a number to: "Parkhuset 3".
/** @returns how many words were taken besides */
function keep(flat: Flat, word: string, next: string): number {
  const isNamed = /^[^0-9]{2,}$/.test(word) && !OF_FLATS.has(word) && /^[0-9]{1,4}[a-z]?$|^[a-z]$/.test(next);
  flat.rest.push(word, ...(isNamed ? [next] : []));
  return Number(isNamed);
}

// Four digits behind a floor are a door; before a town, or where there is a door, a postcode.
function isPostcode(word: string, next: string, { door, postcode }: Flat) {
  return /^[0-9]{4}$/.test(word) && !postcode && (door !== "" || (/^[^0-9~]{2,}$/.test(next) && !OF_FLATS.has(next)));
}

/** @returns how many words were taken besides */
function takeWithin(flat: Flat, word: string, next: string): number {
  const name = SHORT_WITHIN[word] ?? word;
  const hasValue =
    /^[0-9~]{1,4}[a-z]?$|^[a-z]$/.test(next) || (next.length > 1 && !OF_FLATS.has(next) && !/[0-9]/.test(next));
  flat.within.push(hasValue ? `${name}:${next.replace(/^0+(?=.)/, "")}` : name);
  return Number(hasValue);
}

// A number is the floor first, then the door.
/** @returns whether it was taken */
function takeNumber(flat: Flat, word: string): boolean {
  const number = ORDINALS[word] ?? (/^[0-9]{1,4}$/.test(word) ? String(Number(word)) : "");
  if (number && !flat.floor && (!flat.door || flat.door in SIDES) && number.length < 3)
    flat.floor = number === "0" ? "st" : number;
  else if (number && !flat.door) flat.door = number;
  else if (!flat.door && (/^[a-z][0-9]{1,4}$/.test(word) || (flat.floor && /^[a-z]$/.test(word)))) flat.door = word;
  else return false;
  return true;
}

// "lejlighed 2 tv" says the floor and the side.
/** @returns how many words were taken besides */
function takeDoor(flat: Flat, word: string, next: string, then: string): number {
  if (Object.hasOwn(SIDES, then) && takeFloor(flat, word, next)) return 1;
  if (!flat.door && /^[0-9]{1,4}$|^[a-z][0-9]{0,4}$/.test(next) && !(next in SIDES)) {
    flat.door = /^[0-9]/.test(next) ? String(Number(next)) : next;
    return 1;
  }
  if (flat.door && /^[0-9a-z]{1,5}$/.test(next) && !OF_FLATS.has(next)) flat.rest.push(word);
  return 0;
}

/** @returns how many words were taken besides */
function takeFloor(flat: Flat, word: string, next: string): number {
  if (flat.floor || !/^[0-9]{1,2}$/.test(next)) return 0;
  flat.floor = Number(next) === 0 ? "st" : String(Number(next));
  return 1;
}
