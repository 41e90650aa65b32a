// Names of streets in the spellings that people and registers have for them.

const GLUED = /^(.{3,})(v|gd|alleen|pl|str|vaeng)$/;
const ENDINGS: Record<string, string> = {
  v: "vej",
  gd: "gade",
  alleen: "alleen",
  pl: "plads",
  str: "straede",
  vaeng: "vaenge",
};
/** what a word of a street may be short for, wherever it stands */
const SHORT: Record<string, string[]> = {
  ...{ gl: ["gammel", "gamle"], gml: ["gammel", "gamle"], sdr: ["soender", "soendre"], ndr: ["nordre", "noerre"] },
  ...{
    skt: ["sankt"],
    sct: ["sankt"],
    st: ["sankt", "store"],
    kgs: ["kongens"],
    dr: ["doktor", "dronning", "dronningens"],
  },
  ...{ prof: ["professor"], chr: ["christian", "kristian"], ll: ["lille"], fr: ["frederik", "frederiks"] },
  ...{ al: ["alle"], bl: ["boulevard"], blvd: ["boulevard"], boul: ["boulevard"], pl: ["plads"], str: ["straede"] },
  ...{ pr: ["prins", "prinsesse"], kr: ["kristian", "kristen"], th: ["theodor", "thomas", "th"] },
  ...{ g: ["gade"], kbh: ["koebenhavns", "koebenhavn"] },
};
/** the same where it stands first */
const FIRST: Record<string, string[]> = {
  ...{ v: ["vester", "vestre"], n: ["nordre", "noerre"], nr: ["noerre", "nordre"], s: ["soender", "soendre"] },
  ...{ oe: ["oester", "oestre"], l: ["lille"], g: ["gammel", "gamle"] },
};
const LAST = { v: ["vej"] };
const MOST = 16; // spellings of one name
const LOOKS_LIKE = new RegExp(
  "(?:vej|vejen|gade|gaden|alle|alleen|plads|pladsen|straede|straedet|boulevard|boulevarden|torv|torvet|park|parken" +
    "|parkerne|have|haven|haverne|vaenge|vaenget|toft|toften|bakke|bakken|kaj|kajen|sti|stien|gaard|gaarden|kollegiet" +
    "|kollegium|hoej|hoejen|lund|lunden|eng|engen|mark|marken|kvarteret|vang|vangen)$",
);

/** @returns whether it ends as the names of streets do */
export function looksLikeStreet(word: string): boolean {
  return LOOKS_LIKE.test(word);
}

/** @param words of a name @returns every name that may be meant, without blanks */
export function streetsOf(words: string[]): string[] {
  const meanings = words.map((word, at) => meaningsOf(word, at, words));
  const names = meanings.reduce((made, each) => made.flatMap((name) => each.map((word) => name + word)), [""]);
  return [...new Set(names)].slice(0, MOST);
}

function meaningsOf(word: string, at: number, words: string[]): string[] {
  const isInitial = word.length === 1 && (words[at + 1] ?? "").length === 1;
  if (words.length > 1 && at === 0 && !isInitial && Object.hasOwn(FIRST, word)) return [...FIRST[word], word];
  if (at > 0 && at === words.length - 1 && word === "v") return LAST.v;
  if (words.length > 1 && Object.hasOwn(SHORT, word)) return SHORT[word];
  const [, stem, ending] = GLUED.exec(word) ?? [];
  return stem && !word.endsWith("torv") ? [stem + ENDINGS[ending], word] : [word];
}
