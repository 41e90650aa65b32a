// Looks at what a server tells as the browser's own modules do: two advisors' inboxes, and reporters with their codes.
// One line of JSON in, one out, until the input ends. What a browser brings (its address, its memory, the line to the
// server) is given here; everything that judges is the product's.
import { createInterface } from "node:readline";

globalThis.window = { location: { origin: "http://localhost:8000", hash: "" }, addEventListener: () => {} };
const kept = new Map();
globalThis.localStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text) };

/** What was posted, while that is taken; otherwise nobody answers. @type {{ url: string, body: Uint8Array }[] | null} */
let taken = null;
/** What everything that is posted is answered with. */
let refusal = { status: 201, text: "{}" };
globalThis.XMLHttpRequest = class extends EventTarget {
  upload = new EventTarget();
  responseText = "";
  status = 0;
  open(method, url) {
    this.url = url;
  }
  setRequestHeader() {}
  getResponseHeader() {
    return null;
  }
  send(body) {
    taken?.push({ url: this.url, body });
    this.status = taken ? refusal.status : 0;
    this.responseText = refusal.text;
    queueMicrotask(() => this.dispatchEvent(new Event(taken ? "load" : "error")));
  }
};

const { seal, unseal } = await import("../../../static/js/crypto/age.js");
const { concat, fromBase64, fromHex, randomBytes, toBase64 } = await import("../../../static/js/crypto/bytes.js");
const { importTeamKey, openCard, sealCard } = await import("../../../static/js/crypto/card.js");
const { openLedger, buildLedger, ledgerHash } = await import("../../../static/js/crypto/ledger.js");
const { buildTeamKey, openTeamKey } = await import("../../../static/js/crypto/team-key.js");
const { readAsAdvisor, readAsReporter } = await import("../../../static/js/crypto/conversation.js");
const { NoMatch } = await import("../../../static/js/crypto/errors.js");
const { recipientDigest, recipientOf, voiceSeed } = await import("../../../static/js/crypto/keys.js");
const { newHeader, newReplyHeader } = await import("../../../static/js/crypto/reseal.js");
const { openCode } = await import("../../../static/js/crypto/receipt.js");
const { sign, verifyingKey } = await import("../../../static/js/crypto/signing.js");
const { caseId } = await import("../../../static/js/crypto/talk.js");
const { ApiError } = await import("../../../static/js/advisors/api.js");
const { NEW } = await import("../../../static/js/advisors/logic/casefile.js");
const { Casebook } = await import("../../../static/js/advisors/casebook.js");
const { TaskFailed } = await import("../../../static/js/advisors/keyring.js");
const { listedIn, openCase, openVersion } = await import("../../../static/js/advisors/opening.js");
const { readRows, readWholeRows } = await import("../../../static/js/web/rows.js");
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

const failing = (work) =>
  work.catch((error) => {
    throw new TaskFailed(error instanceof NoMatch ? "no_match" : "failed");
  });

async function sessionOf({ identity, advisor, answers, packed }) {
  const unlocked = { recipient: await recipientOf(identity), voice: verifyingKey(voiceSeed(identity)) };
  const signer = async (message) => sign(voiceSeed(identity), message);
  let team = null;
  const binding = (part, bound) => ({ part, site: team.site, n: team.n, ...bound });
  const keyring = {
    read: (id, stored, lists, removed) =>
      once([identity, id, stored, lists, removed], () => readAsAdvisor(identity, id, stored, listedIn(lists), removed)),
    unseal: (envelope) => once([identity, envelope], () => failing(unseal(envelope, identity))),
    casefile: (envelope, voices) =>
      once([identity, envelope, voices], () =>
        failing(unseal(envelope, identity).then((plaintext) => openVersion(plaintext, voices))),
      ),
    openLedger: (envelope, key) =>
      once([identity, envelope, key], () =>
        failing(unseal(envelope, identity).then((plaintext) => openLedger(plaintext, key))),
      ),
    async writeLedger(ledger, recipients) {
      const plaintext = await buildLedger(ledger, signer);
      return { envelope: await seal(plaintext, recipients), hash: ledgerHash(plaintext, ledger) };
    },
    makeTeamKey: async (maker, recipients) => seal(await buildTeamKey(maker, randomBytes(32), signer), recipients),
    useTeamKey: (envelope, { n, voices, sites }) =>
      failing(
        (async () => {
          const found = openTeamKey(await unseal(envelope, identity), (writer) => voices.get(writer) ?? null);
          if (found.n !== n || !sites.includes(found.site)) throw new Error("not ours");
          team = { key: await importTeamKey(found.key), site: found.site, n };
        })(),
      ),
    openRows: (bytes) =>
      Promise.all(
        readRows(bytes).map(async ({ card, cardN, ...row }) => {
          const [state, head] = [row.transcripts.at(-1), row.chain.at(-1)];
          const isOurs = team && cardN === team.n && card.length > 0;
          const bound = isOurs && binding("card", { case: row.case, state, head, sides: row.sides });
          return { ...row, card: bound ? await openCard(card, bound, team.key).catch(() => null) : null };
        }),
      ),
    openTexts: (texts) =>
      Promise.all(
        texts.map(({ content, ...bound }) => openCard(content, binding("text", bound), team.key).catch(() => null)),
      ),
    sealCards: (cards) =>
      Promise.all(
        cards.map(async ({ content, ...bound }) => ({
          card: await sealCard(content.card, binding("card", bound), team.key),
          text: await sealCard(content.text, binding("text", bound), team.key),
        })),
      ),
    openCases: (bytes, known) =>
      once([identity, bytes, known], () =>
        failing(Promise.all(readWholeRows(bytes).map((row) => openCase(row, identity, known)))),
      ),
    reseal: (header, recipients) => failing(newHeader(header, identity, recipients)),
    resealReply: (envelope, recipients, reporter, place, lists) =>
      failing(newReplyHeader(envelope, identity, recipients, reporter, place, listedIn(lists))),
    sign: signer,
  };
  const get = async (url) => {
    const made = taken?.find(({ url: posted }) => posted === "/inbox/team-key");
    if (made && url.startsWith("/inbox/team-key")) return { envelope: toBase64(made.body.slice(13)) };
    const answer = answers[url] ?? (url.startsWith("/inbox/reseal?") && answers["/inbox/reseal"]); // the same again
    if (!answer) throw new ApiError(404);
    return answer;
  };
  const bytesOf = (url) => fromBase64(packed[url] ?? ""); // of cases that are not there nothing comes
  const api = {
    get,
    getIfChanged: async (url) => answers[url] ?? null,
    forget: () => {},
    async post(url, body) {
      taken?.push({ url, body: new TextEncoder().encode(JSON.stringify(body)) });
      return { wiped: true };
    },
    headers: {},
    async packed(url) {
      const [path, only] = url.split("?only=");
      const bytes = only ? concat(...only.split(",").map((id) => bytesOf(`${path}?only=${id}`))) : bytesOf(url);
      return { bytes: Promise.resolve(bytes), next: "", total: 0 };
    },
  };
  return { advisor, unlocked, api, keyring, signal: new AbortController().signal, during: (work) => work };
}

async function casebookOf(asked) {
  const session = await sessionOf(asked);
  const trust = new Trust({ ...session.unlocked, portalKey: fromHex(asked.key) }, session.advisor);
  trust.memory.keep({ n: 1, ...asked.remembered });
  trust.take(asked.answers["/inbox/lists"]);
  const casebook = new Casebook(session, trust, { questions: {}, organisations: {}, say: (key) => key });
  await casebook.read();
  await casebook.refresh();
  return { casebook, trust };
}

/**
 * What an advisor's browser sends after reading: by itself, and where `by` names a case, what is written in it by hand.
 * Nothing of it is told to the ones who look.
 */
async function write({ by, answered, ...asked }) {
  taken = [];
  refusal = answered ?? refusal;
  let remade = 0;
  try {
    const { casebook } = await casebookOf(asked);
    await casebook.tidyUp();
    if (by) await writeByHand(casebook, by);
    remade = casebook.remade;
  } catch {
    // what can't be read is answered by nobody; what was sent until then counts
  }
  const posts = taken.map(({ url, body }) => ({ url, body: toBase64(body) }));
  taken = null;
  refusal = { status: 201, text: "{}" };
  kept.clear();
  return { posts, remade };
}

async function writeByHand(casebook, id) {
  const conversation = await casebook.conversation(id);
  await casebook.markRead(id, conversation);
  const note = { ...NEW, ...casebook.get(id).file, level: "red", next: "2030-01-02" };
  const all = [
    casebook.reply(id, { text: "HEMMELIGT-SVAR", question: true }, conversation, "da"),
    casebook.note(id, casebook.get(id).file ?? NEW, note),
    casebook.share(casebook.team, { ...casebook.team, replies: [] }),
    casebook.writeDown({ form: "neighbour", organisation: "", answers: { where: "Her" }, way: "phone" }, "da"),
  ];
  await Promise.allSettled(all); // what is refused is: what was sent counts
  await casebook.tidyUp();
}

async function lookAsAdvisor(asked) {
  const { casebook, trust } = await casebookOf(asked);
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
    names: trust.advisors.map((id) => trust.nameOf(id)),
    remade: casebook.remade,
    texts: Object.fromEntries(casebook.texts),
    remembered: casebook.remembered,
    cases,
    team: casebook.team,
    teamFlag: casebook.teamFlag,
    tally: casebook.tallying.tally,
    tallyFlag: casebook.tallying.flag,
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
  const { advisors, reporters, makes } = JSON.parse(line);
  if (makes) {
    process.stdout.write(`${JSON.stringify(await write(makes))}\n`);
    continue;
  }
  const seen = { advisors: [], reporters: [] };
  // What can't be read at all is said to be no answer, and shown to nobody.
  for (const each of advisors) seen.advisors.push(each && (await lookAsAdvisor(each).catch(() => null)));
  for (const each of reporters) seen.reporters.push(await lookAsReporter(each).catch(() => ({ found: false })));
  process.stdout.write(`${JSON.stringify(seen)}\n`);
}
