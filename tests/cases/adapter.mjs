// What the browser's side makes of each case: the Node half of adapter.py, which says what this is. Reads a list of
// `[kind, inputs]`, writes one result for each.
import { readFileSync } from "node:fs";
import { homeOf, isSameHome } from "../../static/js/advisors/logic/addresses.js";
import { textOf } from "../../static/js/advisors/logic/card.js";
import { sameHomes, rowOf } from "../../static/js/advisors/logic/rows.js";
import { search } from "../../static/js/advisors/logic/search.js";
import { normalisePassphrase } from "../../static/js/advisors/passphrase.js";
import { parseCode } from "../../static/js/crypto/receipt.js";
import { implausible } from "../../static/js/crypto/written/answers.js";
import { tidyAnswer } from "../../static/js/crypto/written/text.js";

const question = (id, names_the_place) => ({
  ...{ id, kind: "text", choices: [], urgent: [], names_the_place, says_what: false, reaches_reporter: false },
});
const words = {
  questions: { staff: [question("estate", false), question("where", true)] },
  organisations: {},
  say: (key) => key,
};
const view = {
  ...{ words, today: "2026-11-29", holidays: new Set(), pressingDays: 3, me: "", standIns: new Map() },
  nameOf: (id) => id,
};

// A row as a caretaker's two fields make it.
function rowIn(id, [estate, where]) {
  const document = { body: { form: "staff", answers: { estate, where } } };
  return rowOf({ case: id, day: "2026-11-28", news: "report", document, state: "open", file: null, flag: "", arrival: "same" }, view);
}

const kinds = {
  code: ([typed]) => {
    try {
      return parseCode(typed);
    } catch {
      return null;
    }
  },
  plausible: ([kind, answer]) => implausible(kind, tidyAnswer(kind, answer)),
  passphrase: ([typed]) => normalisePassphrase(typed),
  search: ([stored, typed]) => {
    const texts = new Map([["x", textOf({ document: { body: { answers: { story: stored } } }, file: null })]]);
    return search(typed, texts)({ id: "x", where: "", said: "" });
  },
  home: ([one, other]) => isSameHome(homeOf(one), homeOf(other)),
  estate: ([one, other]) => sameHomes([rowIn("a", one), rowIn("b", other)], new Map()).size > 0,
};

const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(([kind, inputs]) => kinds[kind](inputs))));
