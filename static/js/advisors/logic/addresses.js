// Danish addresses as people write them, read so that two reports about one home are found. No parser that is kept up knows
// floors and doors without asking a service on the net, which would tell it who is being reported.
//
// Two homes are never called one: what is not understood stays in the key. Only a town, and the last number of a range, may
// be said by one and not by the other. Held to tests/vectors/addresses.json.
import { folded } from "../../crypto/written/text.js";
import { streetsOf, looksLikeStreet } from "./streets.js";

/** One word, and which part of the address it stands in: parts end with a comma or a line. @typedef {{ word: string, part: number }} Token */
/**
 * What is said of a flat. `floor`: "st", "kl", "kl2" or a number; `door`: "tv", "mf", "th", a number or a letter; empty for
 * what is not said. `within`: block, entrance and the like, each with its value; `rest`: what is not understood.
 * @typedef {{ floor: string, door: string, within: string[], rest: string[], postcode: string, town: string }} Flat
 */
/** A home. `streets`: every street that may be meant; `last`: of a range of numbers. @typedef {{ streets: string[], number: string, last: string } & Flat} Home */

const LONGEST = 500;
const HOUSE = /^0*([0-9]{1,3})([a-z]?)$/;
/** @type {Record<string, string>} */
const ORDINALS = {
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
/** @type {Record<string, string>} */
const SHORT_WITHIN = { opg: "opgang", bygn: "bygning", indg: "indgang", afd: "afdeling" };
/** @type {Record<string, string>} */
const SIDES = {
  ...{ tv: "tv", venstre: "tv", v: "tv", th: "th", hoejre: "th", h: "th" },
  ...{ mf: "mf", midtfor: "mf", midt: "mf", midten: "mf", m: "mf" },
};
const OF_FLATS = new Set([
  ...[...GROUND, ...CELLAR, ...FLOOR_WORDS, ...DOOR_WORDS, ...NUMBER_WORDS, ...WITHIN, ...HOUSES],
  ...[...Object.keys(SIDES), ...Object.keys(ORDINALS)],
]);
// Short for a word of a street as well, where nothing stands before them.
const MAY_BEGIN_A_STREET = new Set(["st", "nr", "th"]);

/** What homes are compared by. `keys`: of each street that may be meant. @typedef {{ keys: string[], postcode: string, town: string, last: string }} Compared */

/**
 * @param {string} written
 * @param {string} [estate] where a caretaker has named it in a field of its own
 * @returns {Home | null} null for what is no street with a number
 */
export function readHome(written, estate = "") {
  const tokens = tokensOf(written);
  const at = numberAt(tokens);
  if (at >= 0) return homeAt(tokens, at);
  return estate.trim() ? homeIn(estate, tokens) : null;
}

/** @param {string} written @param {string} [estate] @returns {Compared} */
export function homeOf(written, estate = "") {
  const home = readHome(written, estate);
  if (!home) {
    const words = [...tokensOf(estate), ...tokensOf(written)].map(({ word }) => word).join(" ");
    return { keys: words ? [words] : [], postcode: "", town: "", last: "" };
  }
  const { number, floor, door, within, rest, postcode, town, last } = home;
  const inside = [number, floor, door, [...within].sort().join(" "), rest.join(" ")].join("|");
  return { keys: home.streets.map((street) => `${street}|${inside}`), postcode, town, last };
}

/** @param {Compared} one @param {Compared} other @returns {boolean} whether both are written for the same home */
export function isSameHome(one, other) {
  const agree = (/** @type {string} */ a, /** @type {string} */ b) => !a || !b || a === b;
  return (
    one.keys.some((key) => other.keys.includes(key)) &&
    agree(one.postcode, other.postcode) &&
    agree(one.last, other.last) &&
    (agree(one.town, other.town) || Boolean(one.postcode && other.postcode))
  );
}

/** @param {string} written @returns {Token[]} */
function tokensOf(written) {
  return written
    .slice(0, LONGEST)
    .split(/[\n,;]/)
    .flatMap((text, part) => wordsOf(text).map((word) => ({ word, part })));
}

/** @param {string} part of an address @returns {string[]} */
function wordsOf(part) {
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

/** @param {string} text */
function isOfFlats(text) {
  return /[0-9]/.test(text) || text.split(/[^a-z]+/).some((word) => OF_FLATS.has(word));
}

// The house's number is the first one behind a word that can be a street; if several are, the one behind a word that ends as
// streets do.
/** @param {Token[]} tokens @returns {number} where it stands; -1 for nowhere */
function numberAt(tokens) {
  const found = tokens.flatMap((_, at) => (isHouse(tokens, at) ? [at] : []));
  return found.find((at) => looksLikeStreet(tokens[nameEnd(tokens, at)].word)) ?? found[0] ?? behindStreet(tokens);
}

/** @param {Token[]} tokens @param {number} at */
function isHouse(tokens, at) {
  const end = nameEnd(tokens, at);
  return HOUSE.test(firstOf(tokens[at].word)) && end >= 0 && isName(tokens, end);
}

// "Eksempelvej nr. 12": the word is not part of the street.
/** @param {Token[]} tokens @param {number} at of a number @returns {number} where the street before it ends */
function nameEnd(tokens, at) {
  return at > 1 && NUMBER_WORDS.includes(tokens[at - 1].word) ? at - 2 : at - 1;
}

/** @param {Token[]} tokens @param {number} at @returns {boolean} whether a word can be one of a street's name */
function isName(tokens, at) {
  const { word, part } = tokens[at];
  if (!/^[^0-9~]{2,}$/.test(word) || OF_FLATS.has(word)) return false;
  const before = tokens[at - 1];
  return !(before?.part === part && WITHIN.includes(before.word));
}

// "Skovparken, blok 3, nr. 12": the number stands in a part of its own.
/** @param {Token[]} tokens */
function behindStreet(tokens) {
  const street = tokens.findIndex(({ word }) => looksLikeStreet(word));
  if (street < 0) return -1;
  return tokens.findIndex(
    ({ word }, at) => at > street && NUMBER_WORDS.includes(tokens[at - 1].word) && HOUSE.test(firstOf(word)),
  );
}

/** @param {Token[]} tokens @param {number} at of the house's number @returns {Home} */
function homeAt(tokens, at) {
  const isDirect = isHouse(tokens, at);
  const end = isDirect ? nameEnd(tokens, at) : tokens.findIndex(({ word }) => looksLikeStreet(word));
  const start = nameStart(tokens, end);
  const name = tokens.slice(start, end + 1).map(({ word }) => word);
  const between = isDirect ? [] : tokens.slice(end + 1, at - 1);
  const { number, last, behind } = readNumber(tokens.slice(at));
  return { streets: streetsOf(name), number, last, ...readFlat([...tokens.slice(0, start), ...between, ...behind]) };
}

/** @param {Token[]} tokens @param {number} end @returns {number} where the name of a street begins */
function nameStart(tokens, end) {
  const { part } = tokens[end];
  const isIn = (/** @type {number} */ at) => tokens[at]?.part === part;
  let start = end;
  // "8000 Aarhus C Eksempelvej 12": where the town ends, only the street's own word tells.
  const first = tokens.findIndex((each) => each.part === part);
  if (/^[0-9]{4}$/.test(tokens[first].word) && looksLikeStreet(tokens[end].word)) return end;
  while (isIn(start - 1) && mayGoOn(tokens, start - 1)) start -= 1;
  // "10. februar vej 4": a number that begins the address belongs to the street.
  const isFirst = start === 1 || !isIn(start - 2);
  return isIn(start - 1) && isFirst && /^[0-9]{1,2}$/.test(tokens[start - 1].word) ? start - 1 : start;
}

/** @param {Token[]} tokens @param {number} at */
function mayGoOn(tokens, at) {
  const { word, part } = tokens[at];
  const before = tokens[at - 1];
  const isFirst = before?.part !== part;
  if (/[0-9~]/.test(word) || (!isFirst && WITHIN.includes(before.word))) return false;
  const isBehindName = !isFirst && /^[^0-9~]+$/.test(before.word) && !OF_FLATS.has(before.word);
  return word.length === 1 || !OF_FLATS.has(word) || (MAY_BEGIN_A_STREET.has(word) && (isFirst || isBehindName));
}

// A caretaker's two fields: the estate stands where the street would.
/** @param {string} estate @param {Token[]} tokens @returns {Home} */
function homeIn(estate, tokens) {
  const words = tokens[0] && NUMBER_WORDS.includes(tokens[0].word) ? tokens.slice(1) : tokens;
  const streets = streetsOf(wordsOf(estate.replace(/[\n,;]/g, " ")));
  if (!words.length || !HOUSE.test(firstOf(words[0].word))) {
    const { town, ...flat } = readFlat(words);
    return { streets, number: "", last: "", ...flat, rest: [...flat.rest, town].filter(Boolean), town: "" };
  }
  const { number, last, behind } = readNumber(words);
  return { streets, number, last, ...readFlat(behind) };
}

/** @param {Token[]} tokens from the number on @returns {{ number: string, last: string, behind: Token[] }} */
function readNumber([{ word, part }, ...behind]) {
  const [first, second = ""] = word.split("~");
  const [, digits, letter] = /** @type {RegExpExecArray} */ (HOUSE.exec(first));
  const isApart = !letter && behind[0]?.part === part && /^[a-z]$/.test(behind[0].word);
  const number = digits + (letter || (isApart ? /** @type {Token} */ (behind.shift()).word : ""));
  if (second && isRange(digits, second, behind)) return { number, last: second.replace(/^0+/, ""), behind };
  return { number, last: "", behind: second ? [{ word: second, part }, ...behind] : behind };
}

// "12-14, 2. tv" is a range of houses; "12-2 tv" a house and a floor.
/** @param {string} first @param {string} second @param {Token[]} behind */
function isRange(first, second, behind) {
  const isSide = behind.length > 0 && behind[0].word in SIDES;
  return parseInt(second, 10) > Number(first) && !isSide;
}

/** @param {string} word */
function firstOf(word) {
  return word.split("~")[0];
}

/** @param {Token[]} joined what stands before the street and behind the number @returns {Flat} */
function readFlat(joined) {
  /** @type {Flat} */
  const flat = { floor: "", door: "", within: [], rest: [], postcode: "", town: "" };
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
/** @param {Token[]} part of an address, as a whole */
function isTown([first, ...others]) {
  const isWord = (/** @type {string} */ word) => /^[^0-9]{2,}$/.test(word) && !OF_FLATS.has(word);
  return isWord(first.word) && others.every(({ word }) => isWord(word) || /^[a-z]$/.test(word));
}

// What is not understood, with what it may give a number to: "Parkhuset 3".
/** @param {Flat} flat @param {string} word @param {string} next @returns {number} how many words were taken besides */
function keep(flat, word, next) {
  const isNamed = /^[^0-9]{2,}$/.test(word) && !OF_FLATS.has(word) && /^[0-9]{1,4}[a-z]?$|^[a-z]$/.test(next);
  flat.rest.push(word, ...(isNamed ? [next] : []));
  return Number(isNamed);
}

// Four digits behind a floor are a door; before a town, or where there is a door, a postcode.
/** @param {string} word @param {string} next @param {Flat} flat */
function isPostcode(word, next, { door, postcode }) {
  return /^[0-9]{4}$/.test(word) && !postcode && (door !== "" || (/^[^0-9~]{2,}$/.test(next) && !OF_FLATS.has(next)));
}

/** @param {Flat} flat @param {string} word @param {string} next @returns {number} how many words were taken besides */
function takeWithin(flat, word, next) {
  const name = SHORT_WITHIN[word] ?? word;
  const hasValue =
    /^[0-9~]{1,4}[a-z]?$|^[a-z]$/.test(next) || (next.length > 1 && !OF_FLATS.has(next) && !/[0-9]/.test(next));
  flat.within.push(hasValue ? `${name}:${next.replace(/^0+(?=.)/, "")}` : name);
  return Number(hasValue);
}

// A number is the floor first, then the door.
/** @param {Flat} flat @param {string} word @returns {boolean} whether it was taken */
function takeNumber(flat, word) {
  const number = ORDINALS[word] ?? (/^[0-9]{1,4}$/.test(word) ? String(Number(word)) : "");
  if (number && !flat.floor && (!flat.door || flat.door in SIDES) && number.length < 3)
    flat.floor = number === "0" ? "st" : number;
  else if (number && !flat.door) flat.door = number;
  else if (!flat.door && (/^[a-z][0-9]{1,4}$/.test(word) || (flat.floor && /^[a-z]$/.test(word)))) flat.door = word;
  else return false;
  return true;
}

// "lejlighed 2 tv" says the floor and the side.
/** @param {Flat} flat @param {string} word @param {string} next @param {string} then @returns {number} how many words were taken besides */
function takeDoor(flat, word, next, then) {
  if (Object.hasOwn(SIDES, then) && takeFloor(flat, word, next)) return 1;
  if (!flat.door && /^[0-9]{1,4}$|^[a-z][0-9]{0,4}$/.test(next) && !(next in SIDES)) {
    flat.door = /^[0-9]/.test(next) ? String(Number(next)) : next;
    return 1;
  }
  if (flat.door && /^[0-9a-z]{1,5}$/.test(next) && !OF_FLATS.has(next)) flat.rest.push(word);
  return 0;
}

/** @param {Flat} flat @param {string} word @param {string} next @returns {number} how many words were taken besides */
function takeFloor(flat, word, next) {
  if (flat.floor || !/^[0-9]{1,2}$/.test(next)) return 0;
  flat.floor = Number(next) === 0 ? "st" : String(Number(next));
  return 1;
}
