// Looks at what a server tells as the browser's own modules do: two advisors' inboxes, and reporters with their codes.
// One line of JSON in, one out, until the input ends. What a browser brings (its address, its memory, the line to the
// server) is given here; everything that judges is the product's.
import { createInterface } from "node:readline";

globalThis.window = { location: { origin: "http://localhost:8000", hash: "" } };
const kept = new Map();
globalThis.localStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text) };

const { unseal } = await import("../../../static/js/crypto/age.js");
const { openCasefile, writerOf } = await import("../../../static/js/crypto/casefile.js");
const { fromHex, toBase64 } = await import("../../../static/js/crypto/bytes.js");
const { readAsAdvisor, readAsReporter } = await import("../../../static/js/crypto/conversation.js");
const { NoMatch } = await import("../../../static/js/crypto/errors.js");
const { recipientDigest, recipientOf, voiceSeed } = await import("../../../static/js/crypto/keys.js");
const { openCode } = await import("../../../static/js/crypto/receipt.js");
const { holdsOn } = await import("../../../static/js/crypto/recipients-list.js");
const { sign, verifyingKey } = await import("../../../static/js/crypto/signing.js");
const { caseId } = await import("../../../static/js/crypto/talk.js");
const { ApiError } = await import("../../../static/js/advisors/api.js");
const { Casebook } = await import("../../../static/js/advisors/casebook.js");
const { TaskFailed } = await import("../../../static/js/advisors/keyring.js");
const { Trust } = await import("../../../static/js/advisors/trust.js");
const { entryOf, stateOf } = await import("../../../static/js/public/conversation/entries.js");
const { asMark, asStored } = await import("../../../static/js/web/places.js");

// What is the same as before is not opened again: the same bytes always open to the same.
const opened = new Map();
const once = (key, open) => {
  const name = JSON.stringify(key, (_, value) =>
    value instanceof Map ? [...value] : value instanceof Uint8Array ? toBase64(value) : value,
  );
  if (!opened.has(name)) opened.set(name, open());
  return opened.get(name);
};

async function sessionOf({ identity, advisor, answers }) {
  const isListed = (lists) => (to, day) => !lists.length || lists.some((list) => list.to === to && holdsOn(list, day));
  const unlocked = { recipient: await recipientOf(identity), voice: verifyingKey(voiceSeed(identity)) };
  const get = async (url) => {
    if (!(url in answers)) throw new ApiError(404);
    return answers[url];
  };
  const keyring = {
    read: (id, stored, lists, removed) =>
      once([identity, id, stored, lists, removed], () => readAsAdvisor(identity, id, stored, isListed(lists), removed)),
    unseal: (envelope) =>
      once([identity, envelope], () =>
        unseal(envelope, identity).catch((error) => {
          throw new TaskFailed(error instanceof NoMatch ? "no_match" : "failed");
        }),
      ),
    casefile: (envelope, voices) =>
      once([identity, envelope, voices], async () => {
        try {
          const plaintext = await unseal(envelope, identity);
          return openCasefile(plaintext, voices.get(writerOf(plaintext)) ?? new Uint8Array(32));
        } catch (error) {
          throw new TaskFailed(error instanceof NoMatch ? "no_match" : "failed");
        }
      }),
    sign: async (message) => sign(voiceSeed(identity), message),
  };
  const api = { get, post: async () => null, headers: {} };
  return { advisor, unlocked, api, keyring, signal: { aborted: false }, during: (work) => work };
}

async function lookAsAdvisor(asked) {
  const session = await sessionOf(asked);
  if (asked.remembered) localStorage.setItem(`bekymret ledger ${asked.advisor.id}`, JSON.stringify(asked.remembered));
  const trust = new Trust(session.unlocked, session.advisor, fromHex(asked.key));
  trust.take(asked.answers["/inbox/lists"]);
  const casebook = new Casebook(session, trust);
  await casebook.read();
  const cases = {};
  for (const { case: id, day, arrival, state, news } of casebook.cases) {
    let failure = null;
    const found = await casebook.conversation(id).catch((error) => {
      failure = `${error.name} ${error.status ?? error.message}`;
    });
    const items = found?.items.map(({ seq, by, state: each, document, content, unvouched = false }) => ({
      ...{ seq, by, state: each, unvouched, body: document?.body ?? null, day: document?.day ?? null },
      content: content ? toBase64(content) : null,
    }));
    const { file, flag } = casebook.get(id);
    cases[id] = {
      file,
      flag,
      day,
      arrival,
      state,
      news,
      failure,
      items: items ?? [],
      replyTo: found?.replyTo,
      isOther: found?.isOtherReporter ?? false,
    };
  }
  return {
    problem: trust.problem,
    remembered: casebook.remembered,
    cases,
    team: casebook.team,
    teamFlag: casebook.teamFlag,
  };
}

async function lookAsReporter({ code, answer }) {
  if (!answer.found) return { found: false };
  const receipt = openCode(code);
  const id = caseId(receipt.talk, recipientDigest(await recipientOf(receipt.identity)));
  if (answer.case !== id) return { found: true, other: true };
  const read = asMark(answer.read);
  const conversation = await once([code, answer], () =>
    readAsReporter(receipt, id, answer.places.map(asStored), read?.seq),
  );
  const entries = conversation.items.map(entryOf);
  return {
    found: true,
    other: false,
    entries,
    state: stateOf(conversation, entries, receipt.talk, read),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { advisors, reporters } = JSON.parse(line);
  const seen = { advisors: [], reporters: [] };
  for (const each of advisors) seen.advisors.push(each && (await lookAsAdvisor(each)));
  for (const each of reporters) seen.reporters.push(await lookAsReporter(each));
  process.stdout.write(`${JSON.stringify(seen)}\n`);
}
