import assert from "node:assert/strict";
import test from "node:test";
import {
  looksLikeSpam,
  origin,
  readableAnswers,
  urgentAnswer,
  type Body,
  type Words,
} from "../../../static/js/advisors/logic/answers.ts";
import { question } from "../tools/samples.ts";

const words: Words = {
  questions: {
    neighbour: [
      question("danger", "text", { choices: ["yes", "maybe", "no"], urgent: ["yes", "maybe"] }),
      question("where", "text", { names_the_place: true }),
      question("signs", "text", { choices: ["mail", "other"], says_what: true }),
      question("story", "text", { says_what: true }),
    ],
    own: [
      question("about", "text", { choices: ["rent"], says_what: true }),
      question("my_address", "text", { names_the_place: true }),
    ],
  },
  organisations: { eksempel: "Eksempelboligen" },
  least_levels: {},
  say: (key) => `<${key}>`,
};
const report = (answers: unknown, form: unknown = "neighbour"): Body => ({ form, answers });

test("answers come in the order of their questions, then what no question explains, by its id", () => {
  const body = report({ strange: ["x", 7], story: "Hej", danger: "no", signs: ["mail", "never offered"] });
  assert.deepEqual(readableAnswers(body, words), [
    { id: "danger", kind: "text", label: "<q.danger.label>", values: ["<q.danger.no>"] },
    { id: "signs", kind: "text", label: "<q.signs.label>", values: ["<q.signs.mail>", "never offered"] },
    { id: "story", kind: "text", label: "<q.story.label>", values: ["Hej"] },
    { id: "strange", kind: "", label: "strange", values: ["x", "7"] },
  ]);
});

test("a report of a form that nobody knows shows each answer once, with the words that there are for it", () => {
  const both = { ...words, questions: { ...words.questions, staff: words.questions.neighbour } };
  assert.deepEqual(readableAnswers(report({ where: "Vej 1" }, "unheard of"), both), [
    { id: "where", kind: "text", label: "<q.where.label>", values: ["Vej 1"] },
  ]);
});

test("what a reporter wrote is never taken for a key of the catalogue", () => {
  const body = report({ story: "label", label: "hint", "q.where": "missing", where: "hint", signs: ["label"] });
  const shown = readableAnswers(body, words).flatMap(({ id, label, values }) => [...values, id === label ? label : ""]);
  assert.deepEqual(
    shown.filter((text) => text.startsWith("<")),
    [],
  );
});

test("danger is what the question itself calls urgent", () => {
  assert.equal(urgentAnswer(report({ danger: "maybe" }), words), "maybe");
  assert.equal(urgentAnswer(report({ danger: "no" }), words), "");
  assert.equal(urgentAnswer(report({ danger: ["yes"] }), words), "");
  assert.equal(urgentAnswer(report({ danger: "yes" }, "own"), words), "");
});

test("nothing that stands in a report is an accident", () => {
  const bodies = [{}, { answers: null }, { answers: [1] }, { answers: "x", form: { a: 1 } }, { form: "__proto__" }];
  const odd = [null, 7, {}, [[]], [null], { a: { b: 1 } }];
  for (const body of [
    ...bodies,
    ...odd.map((value) => report({ where: value, signs: value, danger: value, x: value })),
  ]) {
    for (const read of [readableAnswers, origin, urgentAnswer]) read({ organisation: "toString", ...body }, words);
  }
  assert.equal(
    origin({ form: "neighbour", organisation: "eksempel" }, words),
    "<door.neighbour.short> · Eksempelboligen",
  );
  assert.equal(origin({ form: "constructor", organisation: "toString" }, words), "");
});

test("only a field that people don't see, filled in, makes a report suspicious", () => {
  assert.equal(looksLikeSpam({ ...report({ where: "Vej 1" }), trap: "https://example.com" }), true);
  assert.equal(looksLikeSpam({ ...report({ where: "Vej 1" }), trap: "" }), false);
  assert.equal(looksLikeSpam(report({ trap: "an answer of that name" })), false);
});
