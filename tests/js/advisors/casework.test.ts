// What the advisors note: brought together without a word lost, closed without what should go, and put in order.
import assert from "node:assert/strict";
import test from "node:test";
import { callable, inWords, placeOf, type Body } from "../../../static/js/advisors/logic/answers.ts";
import {
  NEW,
  asState,
  merge,
  mergeById,
  problemOf,
  removedPlaces,
  type CaseState,
} from "../../../static/js/advisors/logic/casefile.ts";
import { addMonths, close, contactsIn, reopen } from "../../../static/js/advisors/logic/closing.ts";
import { begun } from "../../../static/js/advisors/logic/draft.ts";
import { searchTextOf } from "../../../static/js/advisors/logic/list-card.ts";
import { withLog } from "../../../static/js/advisors/logic/log.ts";
import {
  ALL_OPEN,
  fits,
  inOrder,
  rowOf,
  sameHomes,
  type Filter,
  type RowSource,
} from "../../../static/js/advisors/logic/rows.ts";
import { search } from "../../../static/js/advisors/logic/search.ts";
import { asTeam, awayUntil, standIns } from "../../../static/js/advisors/logic/team.ts";
import { transcriptOf, wholePage } from "../../../static/js/advisors/logic/transcript.ts";
import { dueBy, nextAfter, suggestedLevel } from "../../../static/js/advisors/logic/triage.ts";
import { addWorkdays, workdaysBetween } from "../../../static/js/advisors/logic/workdays.ts";
import type { Say } from "../../../static/js/web/page.ts";
import { documentOf, entryOf, openedOf, question, sourceOf, viewOf, wordsOf } from "../tools/samples.ts";

const HOLIDAYS = new Set(["2026-12-24", "2026-12-25"]);
const calendar = { holidays: HOLIDAYS, pressingDays: 3 };
const words = wordsOf(
  {
    neighbour: [
      question("danger", "choice", { choices: ["yes", "no"], urgent: ["yes"] }),
      question("where", "text", { names_the_place: true }),
      question("signs", "choices", {
        ...{ choices: ["mail", "not_seen", "children"], says_what: true },
        ...{ acts_today: ["children"], not_seen: ["not_seen"], habit_broke: ["mail"] },
      }),
      question("estate", "line", { names_the_estate: true }),
      question("story", "text", { says_what: true, tells_the_story: true }),
      question("contact_details", "reach"),
    ],
    own: [
      question("my_address", "text", { names_the_place: true }),
      question("letter", "choice", { choices: ["bailiff"], acts_today: ["bailiff"] }),
      question("deadline", "date"),
    ],
  },
  { eksempelboligen: "Eksempelboligen" },
);
words.least_levels = { own: "yellow" };
const report = (answers: Body, form = "neighbour") =>
  documentOf({ form, organisation: "", answers, talk: "t", reply_to: "r", files: 0 });

test("what two decided apart is both there, and the log has the words of both", () => {
  const base = { ...NEW, next: "2026-11-25", log: [entryOf("1")] };
  const mine = { ...base, level: "red", log: [...base.log, entryOf("2", "min")] };
  const theirs = { ...base, owner: "b", links: ["x"], log: [...base.log, entryOf("3", "din")] };
  for (const [one, other] of [
    [mine, theirs],
    [theirs, mine],
  ]) {
    const { merged, clashes } = merge(base, one, other);
    assert.deepEqual(clashes, []);
    assert.deepEqual([merged.level, merged.owner, merged.links], ["red", "b", ["x"]]);
    assert.deepEqual(merged.log.map(({ id }) => id).sort(), ["1", "2", "3"]);
  }
});

test("what both decided, and not the same, is asked for, and nothing is taken back meanwhile", () => {
  const base = { ...NEW, level: "grey", step: "call", next: "2026-11-25" };
  const mine = { ...base, level: "red", next: "2026-11-26", log: [entryOf("2", "min")] };
  const theirs = { ...base, level: "orange", next: "2026-11-26", log: [entryOf("3", "din")] };
  const { merged, clashes } = merge(base, mine, theirs);
  assert.deepEqual(clashes, [{ decision: "level", mine: { level: "red" }, theirs: { level: "orange" } }]);
  assert.equal(merged.level, "orange");
  assert.equal(merged.next, "2026-11-26");
  assert.equal(merged.log.length, 2);
});

test("links that one adds and the other takes away are so, and what both changed by id stays", () => {
  const base = { ...NEW, links: ["a", "b"] };
  const { merged } = merge(base, { ...base, links: ["a", "b", "c"] }, { ...base, links: ["b"] });
  assert.deepEqual(merged.links, ["b", "c"]);
  const was = [{ id: "1", text: "x" }];
  assert.deepEqual(
    mergeById(
      was,
      [],
      [
        { id: "1", text: "x" },
        { id: "2", text: "y" },
      ],
    ),
    [{ id: "2", text: "y" }],
  );
  assert.deepEqual(
    mergeById(
      was,
      [
        { id: "1", text: "z" },
        { id: "3", text: "" },
      ],
      was,
    ).map(({ text }) => text),
    ["z", ""],
  );
});

test("an open case needs a next date and a closed one an outcome", () => {
  assert.equal(problemOf(NEW), "next");
  assert.equal(problemOf({ ...NEW, next: "2026-11-25" }), "");
  assert.equal(problemOf({ ...NEW, closed: "2026-11-25" }), "outcome");
  assert.equal(problemOf({ ...NEW, closed: "2026-11-25", outcome: "helped" }), "");
});

test("whatever stands in a signed file becomes a state with everything in its place", () => {
  for (const odd of [null, 7, [], "x", { log: [1, null], links: [1, "a"], level: 3, removal: [] }]) {
    const state = asState(odd);
    assert.deepEqual(Object.keys(state).sort(), Object.keys(NEW).sort());
    assert.equal(state.level, "");
  }
  assert.deepEqual(asState({ links: [1, "a"] }).links, ["a"]);
});

test("each decision leaves a line of who made it, and an empty note none", () => {
  const base = { ...NEW, level: "grey", next: "2026-11-25" };
  const mine = { ...base, level: "red", owner: "b", step: "visit", next: "2026-11-26" };
  let number = 0;
  const writer = { by: "a", day: "2026-11-24", at: "10:05" };
  const said = [
    { kind: "call", result: "no_answer", text: "" },
    { kind: "note", result: "", text: "  " },
  ];
  const { log } = withLog(base, mine, said, writer, () => String((number += 1)));
  assert.deepEqual(
    log.map(({ kind, result, text }) => [kind, result, text]),
    [
      ["call", "no_answer", ""],
      ["level", "red", ""],
      ["owner", "b", ""],
      ["next", "visit", "2026-11-26"],
    ],
  );
  assert.ok(log.every(({ by, at }) => by === "a" && at === "10:05"));
  assert.equal(withLog(base, { ...base, closed: "x", outcome: "helped", next: "" }, [], writer, String).log.length, 1);
});

test("closing keeps a copy without how to reach anybody, and of messages only those that were ticked", () => {
  const document = report({ where: "Eksempelvej 12", contact_details: "12 34 56 78", story: "tekst" });
  const message = (seq: number) => documentOf({ text: `${seq}` }, { seq, type: "message" });
  const items = [
    openedOf(document),
    openedOf(documentOf({ text: "svar" }, { seq: 1, type: "reply", from: "advisor" })),
    openedOf(message(2)),
    openedOf(message(3)),
    { seq: 4, by: "reporter", state: "forged" as const },
  ];
  const how = { outcome: "helped", ticked: [3], today: "2026-11-24", months: 6, words };
  const closed = close({ ...NEW, next: "2026-11-25", step: "call" }, items, how);
  assert.deepEqual(
    [closed.closed, closed.outcome, closed.next, closed.purge],
    ["2026-11-24", "helped", "", "2027-05-24"],
  );
  assert.equal(closed.removal?.day, "2026-12-08");
  assert.deepEqual(closed.removal?.places, [0, 2, 3]);
  assert.equal(removedPlaces(closed, "2000-01-01").size, 0); // its day has not come
  const removed = removedPlaces(closed, "2099-01-01");
  assert.deepEqual(removed.get(0)?.body.answers, { where: "Eksempelvej 12", story: "tekst" });
  assert.equal(removed.get(0)?.body.talk, "t");
  assert.equal(removed.get(2), null);
  assert.equal(removed.get(3)?.body.text, "3");
  assert.ok(!JSON.stringify(closed).includes("12 34"));
  assert.deepEqual(contactsIn(document.body, words), [{ id: "contact_details", value: "12 34 56 78" }]);
  const before = reopen(closed, "2026-11-24", HOLIDAYS);
  assert.deepEqual([before.closed, before.outcome, before.purge, before.removal], ["", "", "", null]);
  assert.equal(reopen(closed, "2026-12-08", HOLIDAYS).removal?.places.length, 3); // what is gone stays gone
});

test("months end on their last day", () => {
  assert.equal(addMonths("2026-08-31", 6), "2027-02-28");
  assert.equal(addMonths("2026-11-24", 6), "2027-05-24");
  assert.equal(addMonths("2027-10-31", 24), "2029-10-31");
});

test("working days know weekends and holidays", () => {
  assert.equal(addWorkdays("2026-12-23", 1, HOLIDAYS), "2026-12-28");
  assert.equal(addWorkdays("2026-11-27", 1, HOLIDAYS), "2026-11-30");
  assert.equal(workdaysBetween("2026-12-23", "2026-12-28", HOLIDAYS), 1);
  assert.equal(workdaysBetween("2026-11-24", "2026-11-24", HOLIDAYS), 0);
});

test("levels are suggested from the answers", () => {
  const level = (answers: Body, form = "neighbour") => suggestedLevel({ form, answers }, words, "2026-11-24", calendar);
  assert.equal(level({ danger: "yes" }), "red");
  assert.equal(level({ danger: "no", signs: ["not_seen", "mail"] }), "orange");
  assert.equal(level({ signs: ["children"] }), "orange");
  assert.equal(level({ letter: "bailiff" }, "own"), "orange");
  assert.equal(level({ deadline: "2026-11-27" }, "own"), "orange");
  assert.equal(level({ deadline: "2026-11-30" }, "own"), "yellow");
  assert.equal(level({ deadline: "2026-01-01" }, "own"), "orange");
  assert.equal(level({ signs: ["not_seen", "clutter"] }), "yellow");
  assert.equal(level({ signs: ["not_seen"] }), "grey");
  assert.equal(level({ signs: "x" }), "grey");
  assert.equal(dueBy("yellow", "2026-12-23", HOLIDAYS), "2026-12-30");
  assert.equal(dueBy("grey", "2026-11-24", HOLIDAYS), "2026-12-08");
  assert.equal(nextAfter("no_answer", "2026-11-27", HOLIDAYS), "2026-11-30");
});

const view = viewOf(words, {
  ...{ holidays: HOLIDAYS, me: "a", standIns: new Map([["b", "a"]]) },
  nameOf: (id) => `Rådgiver ${id}`,
});
const source = (id: string, answers: Body, file: CaseState | null = null, more: Partial<RowSource> = {}) =>
  sourceOf(id, report(answers), file, more);

test("danger stands first, then what nobody has read, then what is overdue, and the closed ones last", () => {
  const rows = [
    rowOf(source("grey", { where: "A 1", signs: ["mail"] }), view),
    rowOf(source("red", { where: "B 2", danger: "yes" }), view),
    rowOf(source("late", { where: "C 3" }, { ...NEW, level: "grey", next: "2026-11-20", owner: "b" }), view),
    rowOf(source("done", { where: "D 4" }, { ...NEW, closed: "2026-11-20", outcome: "helped" }), view),
    rowOf({ ...source("broken", {}), document: undefined, state: "damaged" }, view),
    rowOf(
      source("answered", { where: "E 5" }, { ...NEW, level: "grey", next: "2026-12-20" }, { news: "answer" }),
      view,
    ),
    rowOf(source("unread", { where: "F 6", signs: ["children"] }, null, { news: "report" }), view),
  ];
  assert.deepEqual(
    inOrder(rows).map(({ id }) => id),
    ["red", "unread", "answered", "late", "broken", "grey", "done"],
  );
  const ids = (filter: Partial<Filter>) =>
    rows.filter((row) => fits(row, { ...ALL_OPEN, ...filter })).map(({ id }) => id);
  assert.deepEqual(ids({ group: "mine" }), ["late"]); // looked after for a colleague who is away
  assert.deepEqual(ids({ group: "overdue" }), ["late"]);
  assert.deepEqual(ids({ group: "closed" }), ["done"]);
  assert.deepEqual(ids({ level: "red" }), ["red"]);
});

test("a case is found by its texts, its choices, its organisation and whose it is", () => {
  const row = rowOf(
    {
      ...source("a", { where: "Ærøvej 14\n3. th", signs: ["mail"] }, { ...NEW, owner: "b" }),
      document: {
        ...report({ where: "Ærøvej 14\n3. th", signs: ["mail"] }),
        body: { ...report({ where: "Ærøvej 14\n3. th", signs: ["mail"] }).body, organisation: "eksempelboligen" },
      },
    },
    view,
  );
  const whole = {
    document: report({ story: "Linné, tlf. 12 34 56 78" }),
    file: { ...NEW, log: [entryOf("1", "Mødte İsmail")] },
  };
  const texts = new Map([["a", searchTextOf({ ...whole, messages: ["Nu ligger der aviser"] })]]);
  const finds = (typed: string) => search(typed, texts)(row);
  const found = [
    "",
    "linne",
    "ISMAIL",
    "avis ligger",
    "12345678",
    "+45 12 34 56 78",
    "004512345678",
    "12 34 56 78",
    "14 3th",
  ];
  for (const typed of [...found, "aeroev. 14", "ærø", "modte", "q.signs.mail", "eksempelbolig", "rådgiver b"]) {
    assert.ok(finds(typed), typed);
  }
  for (const typed of ["odense", "12345679", "14 3tv", "223456 aviser", "rådgiver z"]) assert.ok(!finds(typed), typed);
});

test("a caretaker's case says estate and door in one line, wherever it is", () => {
  const place = (answers: Body) => placeOf({ form: "neighbour", answers }, words);
  assert.equal(place({ estate: "Birkeparken", where: "7, 1. th." }), "Birkeparken 7, 1. th.");
  assert.equal(place({ estate: "Birkeparken", where: "nr. 7\n1. th." }), "Birkeparken, nr. 7, 1. th.");
  assert.equal(place({ where: "Eksempelvej 7,\n\n8000 Aarhus C" }), "Eksempelvej 7, 8000 Aarhus C");
  assert.equal(place({ estate: 7, where: " " }), "");
});

test("what a resident is handed does not say how to reach whoever wrote, and the whole case does", () => {
  const asked = { ...words, questions: structuredClone(words.questions) };
  asked.questions.neighbour[5].reaches_reporter = true;
  const document = report({ where: "A 1", contact_details: "nabo@eksempel.example" });
  const speech = { words: asked, nameOf: () => "", day: (day: string) => day, log: () => "" };
  const items = [openedOf(document)];
  const textOfPart = (isForResident: boolean) =>
    JSON.stringify(transcriptOf("c".repeat(32), items, null, { ...speech, isForResident }));
  assert.ok(textOfPart(false).includes("nabo@eksempel.example"));
  assert.ok(!textOfPart(true).includes("nabo@eksempel.example"));
  assert.ok(textOfPart(true).includes("A 1"));
});

test("amounts, moments and numbers are said as people say them, and anything else as it was written", () => {
  const say: Say = (_, places) => JSON.stringify(places);
  const said = (kind: string, value: string) => inWords(kind, value, say, (day) => `<${day}>`);
  assert.equal(said("amount", "1023412.50"), '{"amount":"1.023.412,50"}');
  assert.equal(said("amount", "ca. 20.000"), "ca. 20.000");
  assert.equal(said("moment", "2026-12-02T10:30"), '{"day":"<2026-12-02>","time":"10.30"}');
  assert.equal(said("moment", "onsdag"), "onsdag");
  assert.equal(said("date", "2026-12-02"), "<2026-12-02>");
  assert.deepEqual(callable("tlf. 12 34 56 78 / +45 87654321, nr. 3"), ["12345678", "+4587654321"]);
});

test("reports of one home are found together until an advisor says otherwise", () => {
  const rows = ["1", "2", "3"].map((id, at) =>
    rowOf(source(id, { where: ["Eksempelvej 12, 2. tv.", "eksempelvej 12 2tv", "Eksempelvej 12, 2. th."][at] }), view),
  );
  assert.deepEqual(
    [...sameHomes(rows, new Map())],
    [
      ["1", ["2"]],
      ["2", ["1"]],
    ],
  );
  assert.equal(sameHomes(rows, new Map([["2", { ...NEW, apart: ["1"] }]])).size, 0);
  const blocks = ["Blok 3, Skovvej 12, 1. tv", "Blok 4, Skovvej 12, 1. tv"].map((where, at) =>
    rowOf(source(String(at), { where }), view),
  );
  assert.equal(sameHomes(blocks, new Map()).size, 0);
  const estates = ["Skovparken", "Parkhusene"].map((estate) =>
    rowOf(source(estate, { estate, where: "nr. 12, 2. tv" }), view),
  );
  assert.equal(sameHomes(estates, new Map()).size, 0);
  const spellings = ["nr. 12, 2. tv", "12, 2. sal til venstre"].map((where) =>
    rowOf(source(where, { estate: "Skovparken", where }), view),
  );
  const neighbour = rowOf(source("neighbour", { where: "Skovparken 12, 2. tv" }), view);
  assert.equal(sameHomes([...spellings, neighbour], new Map()).size, 3);
});

test("whoever is away is stood in for, and if everybody is, it is known until when", () => {
  const handover = (from: string, to: string, first: string, last: string) => ({
    ...{ id: from, from, to, first, last, note: "", seen: "" },
  });
  const team = asTeam({ handovers: [handover("a", "b", "2026-11-20", "2026-11-30")] });
  assert.deepEqual([...standIns(team, "2026-11-24")], [["a", "b"]]);
  assert.equal(standIns(team, "2026-12-01").size, 0);
  assert.equal(awayUntil(team, "2026-11-24", ["a", "b"]), "");
  const both = { ...team, handovers: [...team.handovers, handover("b", "a", "2026-11-23", "2026-11-26")] };
  assert.equal(awayUntil(both, "2026-11-24", ["a", "b"]), "2026-11-26");
  assert.deepEqual(asTeam(7), { replies: [], handovers: [] });
});

test("a case that is handed out is text, whatever was written", () => {
  const naughty = '<script>x</script>"&';
  const document = report({ where: naughty, story: naughty });
  const speech = { words, nameOf: () => naughty, day: (day: string) => day, log: () => naughty, isForResident: false };
  const part = transcriptOf("f".repeat(32), [openedOf(document)], { ...NEW, log: [entryOf("1", naughty)] }, speech);
  const page = wholePage([part], "da");
  assert.ok(!page.includes("<script"));
  assert.ok(page.includes("&#60;script&#62;x"));
  assert.equal(part.lines.length, 2);
});

test("noting a new case begins with what is proposed, at the desk and on a visit alike", () => {
  const viewer = { me: "ab".repeat(16), today: "2026-11-24" };
  const row = { level: "yellow", day: "2026-11-23" };
  const { base, mine } = begun(null, row, viewer, new Set());
  assert.deepEqual(base, NEW);
  assert.deepEqual(mine, {
    ...NEW,
    ...{ level: "yellow", owner: viewer.me, step: "call", next: dueBy("yellow", row.day, new Set()) },
  });
  const late = begun(null, { ...row, day: "2026-01-02" }, viewer, new Set());
  assert.equal(late.mine.next, viewer.today);
});

test("noting a case that has a file begins with the file, and with no day if it is closed", () => {
  const viewer = { me: "ab".repeat(16), today: "2026-11-24" };
  const row = { level: "red", day: "2026-11-23" };
  const file = { ...NEW, level: "grey", owner: "cd".repeat(16), step: "visit", next: "2026-12-01" };
  assert.deepEqual(begun(file, row, viewer, new Set()).mine, file);
  const closed = { ...file, next: "", closed: "2026-11-24", outcome: "helped" };
  assert.deepEqual(begun(closed, row, viewer, new Set()).mine, closed);
});
