// Danish addresses as people write them, brought to one form, so that two reports about one home are found. No parser
// that is kept up knows floors and doors without asking a service on the net, which would tell it who is being reported.
// Held to tests/vectors/addresses.json. What can't be read matches only itself.

/**
 * A home. `floor`: "st", "kl" or a number; `door`: "tv", "mf", "th", a number or a letter; empty for what is not said.
 * @typedef {{ street: string, number: string, floor: string, door: string, postcode: string }} Home
 */

const LONGEST = 500;
/** @type {[RegExp, string][]} letters that are written in two ways */
const LETTERS = [
  [/æ|ä/g, "ae"],
  [/ø|ö/g, "oe"],
  [/å/g, "aa"],
  [/é|è/g, "e"],
  [/ü/g, "u"],
];
/** @type {Record<string, string>} words of streets, and what they are short for */
const SHORT = {
  ...{ gl: "gammel", gml: "gammel", sdr: "soendre", ndr: "noerre", nr: "noerre", st: "sankt", skt: "sankt" },
  ...{ kgs: "kongens", dr: "doktor", prof: "professor", v: "vej", g: "gade", al: "alle", bl: "boulevard" },
  ...{ blvd: "boulevard", boul: "boulevard", pl: "plads", str: "straede" },
};
const ENDINGS = /(?<=[a-z]{3})(v|vejen|gd|alle|pl|str)$/;
/** @type {Record<string, string>} */
const LONG_ENDINGS = { v: "vej", vejen: "vejen", gd: "gade", alle: "alle", pl: "plads", str: "straede" };
/** @type {Record<string, string>} */
const ORDINALS = {
  ...{ foerste: "1", anden: "2", tredje: "3", fjerde: "4", femte: "5", sjette: "6", syvende: "7", ottende: "8" },
  ...{ niende: "9", tiende: "10", "1ste": "1", "2den": "2", "3die": "3" },
};
const GROUND = ["st", "stue", "stuen", "stueetage", "stueetagen"];
const CELLAR = ["kl", "kld", "kaelder", "kaelderen"];
const FLOOR_WORDS = ["sal", "etage", "et"];
const DOOR_WORDS = ["doer", "lejlighed", "lejl", "lej", "nr", "vaerelse", "vaer", "bolig", "dor"];
/** @type {Record<string, string>} */
const SIDES = {
  ...{ tv: "tv", venstre: "tv", v: "tv", th: "th", hoejre: "th", h: "th" },
  ...{ mf: "mf", midtfor: "mf", midt: "mf", midten: "mf", m: "mf" },
};

/** @param {string} written @returns {Home | null} null for what is no street with a number */
export function readHome(written) {
  const words = wordsOf(written);
  const at = numberIn(words);
  if (at < 1) return null;
  const street = words.slice(0, at).map(streetWord).join(" ");
  const [, digits, letter] = /** @type {RegExpExecArray} */ (HOUSE.exec(words[at]));
  const rest = words.slice(at + 1);
  // "12 b" is house 12b, unless the letter says which side.
  const isApart = !letter && rest.length > 0 && /^[a-z]$/.test(rest[0]) && !(rest[0] in SIDES);
  const number = digits + (letter || (isApart ? rest.shift() : ""));
  return { street, number, ...readFlat(rest) };
}

/** What homes are compared by: `key` is the same for each way of writing one, postcodes apart. @typedef {{ key: string, postcode: string }} Compared */

/** @param {string} written @returns {Compared} */
export function homeOf(written) {
  const home = readHome(written);
  if (!home) return { key: wordsOf(written).join(" "), postcode: "" };
  return {
    key: [home.street.replaceAll(" ", ""), home.number, home.floor, home.door].join("|"),
    postcode: home.postcode,
  };
}

/** @param {Compared} one @param {Compared} other @returns {boolean} whether both are written for the same home */
export function isSameHome(one, other) {
  return one.key === other.key && (!one.postcode || !other.postcode || one.postcode === other.postcode);
}

const HOUSE = /^([0-9]{1,3})([a-z]?)$/;

/** @param {string} written @returns {string[]} */
function wordsOf(written) {
  let text = written.slice(0, LONGEST).normalize("NFC").toLowerCase();
  for (const [letter, plain] of LETTERS) text = text.replace(letter, plain);
  return text
    .replace(/\([^)]*\)/g, " ")
    .replace(/\bdk-?(?=[0-9]{4}\b)/g, " ")
    .replace(/\bt\.\s?([vh])\b/g, "t$1")
    .replace(/\bm\.\s?f\b/g, "mf")
    .replace(/\bmidt for\b/g, "mf")
    .replace(/\btil (venstre|hoejre)\b/g, "$1")
    .replace(/([0-9])\s*[.,]?\s*(sal|tv|th|mf|st|kl)\b/g, "$1 $2")
    .replace(/\b(st|kl)(tv|th|mf)\b/g, "$1 $2")
    .replace(/['’]/g, "")
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

// The first number behind a word; one that begins the address belongs to the street ("10. februar vej 4").
/** @param {string[]} words */
function numberIn(words) {
  const from = words.findIndex((word) => /^[a-z]/.test(word));
  if (from < 0) return -1;
  const at = words.findIndex((word, place) => place > from && HOUSE.test(word));
  return at > from && words[at - 1] === "nr" && at - 1 > from ? withoutNumberWord(words, at) : at;
}

// "Eksempelvej nr. 12": the word is not part of the street.
/** @param {string[]} words @param {number} at */
function withoutNumberWord(words, at) {
  words.splice(at - 1, 1);
  return at - 1;
}

/** @param {string} word */
function streetWord(word) {
  if (word in SHORT) return SHORT[word];
  return word.replace(ENDINGS, (ending) => LONG_ENDINGS[ending]);
}

/** @param {string[]} words behind the number @returns {{ floor: string, door: string, postcode: string }} */
function readFlat(words) {
  const flat = { floor: "", door: "", postcode: "" };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (/^[0-9]{4}$/.test(word)) return { ...flat, postcode: word };
    if (word in SIDES && !flat.door) flat.door = SIDES[word];
    else if (GROUND.includes(word)) flat.floor ||= "st";
    else if (CELLAR.includes(word)) flat.floor ||= "kl";
    else if (DOOR_WORDS.includes(word)) at += takeDoor(flat, words[at + 1] ?? "");
    else if (FLOOR_WORDS.includes(word)) at += takeFloor(flat, words[at + 1] ?? "");
    else if (!take(flat, word)) return { ...flat, postcode: postcodeIn(words.slice(at)) };
  }
  return flat;
}

// A number is the floor first, then the door.
/** @param {Home | { floor: string, door: string }} flat @param {string} word */
function take(flat, word) {
  const number = ORDINALS[word] ?? (/^[0-9]{1,3}$/.test(word) ? String(Number(word)) : "");
  if (number && !flat.floor && number.length < 3) flat.floor = number;
  else if (number && !flat.door) flat.door = number;
  else return /^[a-z]$/.test(word) && flat.floor !== "" && flat.door === "" && Boolean((flat.door = word));
  return true;
}

/** @param {{ door: string }} flat @param {string} word */
function takeDoor(flat, word) {
  if (!/^[0-9]{1,4}$|^[a-z]$/.test(word)) return 0;
  flat.door ||= /^[0-9]/.test(word) ? String(Number(word)) : word;
  return 1;
}

/** @param {{ floor: string }} flat @param {string} word */
function takeFloor(flat, word) {
  if (flat.floor || !/^[0-9]{1,2}$/.test(word)) return 0;
  flat.floor = String(Number(word));
  return 1;
}

/** @param {string[]} words */
function postcodeIn(words) {
  return words.find((word) => /^[0-9]{4}$/.test(word)) ?? "";
}
