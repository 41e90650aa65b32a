// What nobody has opened yet, told from a whole case and from its card.
import assert from "node:assert/strict";
import test from "node:test";
import { asCard } from "../../../static/js/advisors/logic/list-card.ts";
import { newsOf, newsOfCard, type ReadMark } from "../../../static/js/advisors/logic/news.ts";
import { toBase64 } from "../../../static/js/crypto/bytes.ts";
import { readMark, transcript } from "../../../static/js/crypto/talk.ts";
import { documentOf, openedOf } from "../tools/samples.ts";

const talk = new Uint8Array(32).fill(7);
const id = "0".repeat(32);
const hashes = [1, 2, 3].map((number) => new Uint8Array(32).fill(number));
const transcripts = [0, 1, 2, 3].map((count) => transcript(id, hashes.slice(0, count)));
const none = new Set<number>();
const readTo = (seq: number): ReadMark => ({ seq, mark: readMark(talk, seq, transcripts[seq + 1]) });
const places = (...sides: string[]) => sides.map((by, seq) => ({ seq, by }));
const told = (sides: string[], read: ReadMark, own = none) =>
  newsOf(talk, transcripts, { places: places(...sides), own }, read);

function toldByCard(sides: string[], read: ReadMark, own = none) {
  const body = { talk: toBase64(talk).replaceAll("+", "-").replaceAll("/", "_").replace("=", ""), reply_to: "x" };
  const whole = { ...openedOf(documentOf(body)), file: null, tally: "t" };
  const card = asCard({ ...whole, places: places(...sides), transcripts });
  assert.deepEqual(card.report.document.body, {}); // no key of the conversation, no receipt
  return newsOfCard(card.marks, { places: places(...sides), own }, read);
}

const ASKED = ["reporter", "advisor", "reporter"];
for (const [how, look] of Object.entries({ "a whole case": told, "a card": toldByCard })) {
  test(`${how} tells an unread report, an unread answer, and neither`, () => {
    assert.equal(look(ASKED, null), "report");
    assert.equal(look(ASKED, readTo(1)), "answer");
    assert.equal(look(ASKED, readTo(2)), "");
  });

  test(`an unread answer stays one in ${how}, whoever it is said to be from`, () => {
    assert.equal(look(["reporter", "advisor", "advisor"], readTo(1)), "answer");
    assert.equal(look(["reporter", "advisor", "advisor"], readTo(1), new Set([2])), "");
  });

  test(`a mark that nobody of us made says nothing in ${how}`, () => {
    assert.notEqual(look(ASKED, { seq: 2, mark: new Uint8Array(32) }), "");
    assert.notEqual(look(ASKED, { seq: 9, mark: new Uint8Array(32) }), "");
  });
}
