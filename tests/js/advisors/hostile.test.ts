// Whatever a stranger seals as a report: the list, the search and the figures of all other cases go on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { origin, readableAnswers, urgentAnswer } from "../../../static/js/advisors/logic/answers.ts";
import { NEW } from "../../../static/js/advisors/logic/casefile.ts";
import { asCard, searchTextOf } from "../../../static/js/advisors/logic/list-card.ts";
import { RowCache } from "../../../static/js/advisors/logic/row-cache.ts";
import { inOrder, sameHomes } from "../../../static/js/advisors/logic/rows.ts";
import { lineOf, readLine } from "../../../static/js/advisors/logic/tally.ts";
import { toBase64Url } from "../../../static/js/crypto/bytes.ts";
import { documentOf, openedOf, question, sourceOf, viewOf, wordsOf } from "../tools/samples.ts";

const words = wordsOf(
  {
    neighbour: [
      question("danger", "choice", { choices: ["yes"], urgent: ["yes"] }),
      question("where", "text", { names_the_place: true }),
      question("signs", "choices", { choices: ["mail"], says_what: true }),
      question("story", "text", { says_what: true, tells_the_story: true }),
    ],
  },
  { eksempel: "Eksempelboligen" },
);
const STRANGE: unknown[] = [
  "",
  "neighbour",
  null,
  true,
  7,
  [],
  [[]],
  {},
  { toString: 1 },
  { valueOf: null, toString: null },
  [{ toString: 1 }],
];
const VIEW = viewOf(words, { today: "2026-11-26" });
const CLOSED = { ...NEW, closed: "2026-11-24", outcome: "helped" };
const NAMES = ["form", "organisation", "origin", "trap", "answers", "reply_to"];
const ANSWERS = ["danger", "where", "signs", "story", "letter", "deadline", "estate", "happened", "case_stage"];

/** Bodies that each have one strange thing in them. */
function* bodies() {
  const talk = toBase64Url(new Uint8Array(32));
  const usual = {
    talk,
    form: "neighbour",
    organisation: "eksempel",
    answers: { where: "Eksempelvej 1", signs: ["mail"] },
  };
  for (const strange of STRANGE) {
    for (const name of NAMES) yield { ...usual, [name]: strange };
    for (const name of ANSWERS) yield { ...usual, answers: { ...usual.answers, [name]: strange } };
    yield { ...usual, answers: { ...usual.answers, ["__proto__"]: strange, toString: strange } };
  }
}

test("nothing that stands in a report keeps the list from being shown, or a case from being counted", () => {
  let count = 0;
  for (const body of bodies()) {
    const document = documentOf(body);
    const source = sourceOf("c", document, CLOSED);
    const rows = new RowCache().rowsOf([source, { ...source, case: "d", file: null }], VIEW);
    assert.equal(rows[0].state, "open", JSON.stringify(body)); // and not because it was given up
    sameHomes(inOrder(rows), new Map());
    const whole = { ...openedOf(document), file: CLOSED, tally: "" };
    asCard({ ...whole, places: [{ seq: 0, by: "reporter" }], transcripts: [new Uint8Array(32), new Uint8Array(32)] });
    for (const read of [origin, readableAnswers, urgentAnswer]) read(body, words);
    assert.equal(typeof searchTextOf({ document, file: CLOSED }), "string");
    const line = readLine(lineOf("0".repeat(16), document, CLOSED, words));
    assert.ok(["", "neighbour"].includes(line.kind) && ["", "eksempel"].includes(line.organisation));
    count += 1;
  }
  assert.equal(count, STRANGE.length * (NAMES.length + ANSWERS.length + 1));
});

test("a report that no row can be made of is one that can't be read, and the others stand", () => {
  const document = documentOf({});
  Object.defineProperty(document, "body", {
    get() {
      throw new Error("nothing of ours");
    },
  });
  const [bad, good] = new RowCache().rowsOf([sourceOf("c", document, null), sourceOf("d", undefined, null)], VIEW);
  assert.equal(bad.state, "damaged");
  assert.equal(good.id, "d");
});
