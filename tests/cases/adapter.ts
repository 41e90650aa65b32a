// What the browser's side makes of each case: the Node half of adapter.py, which says what this is. Reads a list of
// `[kind, inputs]`, writes one result for each.
import { readFileSync } from "node:fs";
import { homeOf, isSameHome } from "../../static/js/advisors/logic/addresses.ts";
import { searchTextOf } from "../../static/js/advisors/logic/list-card.ts";
import { sameHomes, rowOf } from "../../static/js/advisors/logic/rows.ts";
import { search } from "../../static/js/advisors/logic/search.ts";
import { normalisePassphrase } from "../../static/js/advisors/session/passphrase.ts";
import { parseCode } from "../../static/js/crypto/receipt.ts";
import { implausible } from "../../static/js/crypto/written/answers.ts";
import { tidyAnswer } from "../../static/js/crypto/written/text.ts";
import { documentOf, question, sourceOf, viewOf, wordsOf } from "../js/tools/samples.ts";

const words = wordsOf({
  staff: [question("estate", "line", { names_the_estate: true }), question("where", "text", { names_the_place: true })],
});
const view = viewOf(words, { today: "2026-11-29" });
type Pair = [string, string];

// A row as a caretaker's two fields make it.
function rowIn(id: string, [estate, where]: Pair) {
  return rowOf(sourceOf(id, documentOf({ form: "staff", answers: { estate, where } }), null), view);
}

const kinds = {
  code: ([typed]: string[]) => {
    try {
      return parseCode(typed);
    } catch {
      return null;
    }
  },
  plausible: ([kind, answer]: string[]) => implausible(kind, tidyAnswer(kind, answer)),
  passphrase: ([typed]: string[]) => normalisePassphrase(typed),
  search: ([stored, typed]: string[]) => {
    const texts = new Map([["x", searchTextOf({ document: documentOf({ answers: { story: stored } }), file: null })]]);
    return search(typed, texts)({ id: "x", where: "", said: "" });
  },
  home: ([one, other]: string[]) => isSameHome(homeOf(one), homeOf(other)),
  estate: ([one, other]: Pair[]) => sameHomes([rowIn("a", one), rowIn("b", other)], new Map()).size > 0,
};

const asked: [keyof typeof kinds, never][] = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(([kind, inputs]) => kinds[kind](inputs))));
