// Looks at what a server tells as the browser's own modules do: two advisors' inboxes, and reporters with their codes.
// One line of JSON in, one out, until the input ends. What a browser brings (its address, its memory, the line to the
// server) is given here; everything that judges is the product's.
import { createInterface } from "node:readline";
import type { Casebook as CasebookOf } from "../../../static/js/advisors/cases/casebook.ts";
import type { Keyring } from "../../../static/js/advisors/keys/keyring.ts";
import type { SeenLedger } from "../../../static/js/advisors/session/seen.ts";
import type { Session } from "../../../static/js/advisors/session/session.ts";
import type { Advisor } from "../../../static/js/advisors/session/sign-in.ts";
import type { ToldLists } from "../../../static/js/advisors/session/trust.ts";
import type { Delivery } from "../../../static/js/web/deliver.ts";
import type { Place, ReadText } from "../../../static/js/web/places.ts";
import { wordsOf } from "./samples.ts";
import { standIn, type Posted } from "./stand-ins.ts";

/** What was posted, while that is taken; otherwise nobody answers. */
let taken: Posted[] | null = null;
const TAKEN = { status: 201, text: "{}" };
/** What everything that is posted is answered with. */
let refusal = TAKEN;
standIn("http://localhost:8000", (posted) => {
  taken?.push(posted);
  return taken && refusal;
});

const { concat, fromBase64, fromHex, toBase64 } = await import("../../../static/js/crypto/bytes.ts");
const { readAsReporter } = await import("../../../static/js/crypto/conversation.ts");
const { NoMatch } = await import("../../../static/js/crypto/errors.ts");
const { recipientDigest, recipientOf } = await import("../../../static/js/crypto/keys.ts");
const { openCode } = await import("../../../static/js/crypto/receipt.ts");
const { caseId } = await import("../../../static/js/crypto/talk.ts");
const { ApiError } = await import("../../../static/js/advisors/session/api.ts");
const { NEW } = await import("../../../static/js/advisors/logic/casefile.ts");
const { Casebook } = await import("../../../static/js/advisors/cases/casebook.ts");
const { TaskFailed } = await import("../../../static/js/advisors/keys/keyring.ts");
const { Tasks } = await import("../../../static/js/advisors/keys/tasks.ts");
const { Trust } = await import("../../../static/js/advisors/session/trust.ts");
const { entryOf, stateOf } = await import("../../../static/js/public/conversation/entries.ts");
const { deliver } = await import("../../../static/js/web/deliver.ts");
const { post } = await import("../../../static/js/web/post.ts");
const { asMark, asStored } = await import("../../../static/js/web/places.ts");

/** An advisor who looks, and all that a server answers: JSON and packed rows in base64, by address. */
interface Asked {
  identity: string;
  advisor: Advisor;
  key: string;
  remembered: Partial<SeenLedger>;
  answers: Record<string, unknown>;
  packed: Record<string, string>;
}
/** A reporter who looks: the code, and what the server answers. */
interface AskedByReporter {
  code: string;
  answer: { found: boolean; case: string; places: Place[]; read: ReadText };
}

// What is the same as before is not opened again: the same bytes always open to the same.
const opened = new Map<string, Promise<unknown>>();
const once = <T>(key: unknown, open: () => Promise<T>): Promise<T> => {
  const name = JSON.stringify(key, (_, value) =>
    value instanceof Map ? [...value] : value instanceof Uint8Array ? toBase64(value) : value,
  );
  const made = opened.get(name) ?? open();
  opened.set(name, made);
  return made as Promise<T>;
};
const ALWAYS_THE_SAME = ["read", "unseal", "casefile", "openLedger", "openCases"];

/** The worker's own tasks, in this thread. */
async function keyringOf(identity: string) {
  const tasks = new Tasks();
  const unlocked = await tasks.unlock(new Uint8Array(), identity);
  const byName = tasks as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
  const ask = async (name: string, given: unknown[]) => {
    try {
      const work = () => byName[name](...given);
      return await (ALWAYS_THE_SAME.includes(name) ? once([identity, name, given], work) : work());
    } catch (error) {
      throw new TaskFailed(error instanceof NoMatch ? "no_match" : "failed");
    }
  };
  const keyring = new Proxy({} as Keyring, {
    get: (_, name) => (name === "then" ? undefined : (...given: unknown[]) => ask(String(name), given)),
  });
  return { keyring, unlocked };
}

async function sessionOf({ identity, advisor, answers, packed }: Asked) {
  const { keyring, unlocked } = await keyringOf(identity);
  const get = async (url: string) => {
    const made = taken?.find(({ url: posted }) => posted === "/inbox/team-key");
    if (made && url.startsWith("/inbox/team-key")) return { envelope: toBase64(made.body.slice(13)) };
    const answer = answers[url] ?? (url.startsWith("/inbox/reseal?") && answers["/inbox/reseal"]); // the same again
    if (!answer) throw new ApiError(404);
    return answer;
  };
  const bytesOf = (url: string) => fromBase64(packed[url] ?? ""); // of cases that are not there nothing comes
  const api = {
    get,
    getIfChanged: async (url: string) => answers[url] ?? null,
    forget: () => {},
    async post(url: string, body: unknown) {
      taken?.push({ url, body: new TextEncoder().encode(JSON.stringify(body)) });
      return { wiped: true };
    },
    postFrame: (url: string, framed: Uint8Array) => post(url, framed),
    deliver: (url: string, how: Delivery) => deliver(url, how),
    async packed(url: string) {
      const [path, only] = url.split("?only=");
      const bytes = only ? concat(...only.split(",").map((id) => bytesOf(`${path}?only=${id}`))) : bytesOf(url);
      return { bytes: Promise.resolve(bytes), next: "", total: 0 };
    },
  };
  const session = { advisor, unlocked, api, keyring, signal: new AbortController().signal };
  return session as unknown as Session;
}

async function casebookOf(asked: Asked) {
  const session = await sessionOf(asked);
  const trust = new Trust({ ...session.unlocked, portalKey: fromHex(asked.key) }, session.advisor);
  trust.memory.keep({ n: 1, ...asked.remembered });
  trust.take(asked.answers["/inbox/lists"] as ToldLists);
  const casebook = new Casebook(session, trust, { ...wordsOf({}), areSigned: false });
  await casebook.read();
  await casebook.refresh();
  return { casebook, trust };
}

/**
 * What an advisor's browser sends after reading: by itself, and where `by` names a case, what is written in it by
 * hand. Nothing of it is told to the ones who look.
 */
async function write({ by, answered, ...asked }: Asked & { by?: string; answered?: typeof TAKEN }) {
  const posted: Posted[] = [];
  taken = posted;
  refusal = answered ?? refusal;
  let remade = 0;
  try {
    const { casebook } = await casebookOf(asked);
    await casebook.tidyUp();
    if (by) await writeByHand(casebook, by);
    remade = casebook.opened.remade;
  } catch {
    // what can't be read is answered by nobody; what was sent until then counts
  }
  const posts = posted.map(({ url, body }) => ({ url, body: toBase64(body) }));
  taken = null;
  refusal = TAKEN;
  localStorage.clear();
  return { posts, remade };
}

async function writeByHand(casebook: CasebookOf, id: string) {
  const conversation = await casebook.conversation(id);
  await casebook.markRead(id, conversation);
  const note = { ...NEW, ...casebook.get(id)?.file, level: "red", next: "2030-01-02" };
  const all = [
    casebook.reply(id, { text: "HEMMELIGT-SVAR", question: true }, conversation, "da"),
    casebook.note(id, casebook.get(id)?.file ?? NEW, note),
    casebook.share(casebook.team, { ...casebook.team, replies: [] }),
    casebook.writeDown(
      { form: "neighbour", organisation: "", answers: { where: "Her" }, way: "phone", isAnswerable: false },
      "da",
    ),
  ];
  await Promise.allSettled(all); // what is refused is: what was sent counts
  await casebook.tidyUp();
}

async function lookAsAdvisor(asked: Asked) {
  const { casebook, trust } = await casebookOf(asked);
  const cases: Record<string, unknown> = {};
  for (const { case: id, day, arrival, state, news } of casebook.cases) {
    let failure: string | null = null;
    const found = await casebook.conversation(id).catch((error) => {
      failure = `${error.name} ${error.status ?? error.message}`;
    });
    const items = found?.items.map(({ seq, by, state: each, document, content, unvouched = false }) => ({
      ...{ seq, by, state: each, unvouched, body: document?.body ?? null, day: document?.day ?? null },
      content: content ? toBase64(content) : null,
    }));
    const { file, flag } = casebook.get(id) ?? {};
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
    remade: casebook.opened.remade,
    texts: Object.fromEntries(casebook.opened.texts),
    remembered: casebook.findings,
    cases,
    team: casebook.team,
    teamFlag: casebook.teamFlag,
    tally: casebook.tallying.tally,
    tallyFlag: casebook.tallying.flag,
  };
}

async function lookAsReporter({ code, answer }: AskedByReporter) {
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
  const { advisors, reporters, makes }: { advisors: (Asked | null)[]; reporters: AskedByReporter[]; makes?: Asked } =
    JSON.parse(line);
  if (makes) {
    process.stdout.write(`${JSON.stringify(await write(makes))}\n`);
    continue;
  }
  const seen: { advisors: unknown[]; reporters: unknown[] } = { advisors: [], reporters: [] };
  // What can't be read at all is said to be no answer, and shown to nobody.
  for (const each of advisors) seen.advisors.push(each && (await lookAsAdvisor(each).catch(() => null)));
  for (const each of reporters) seen.reporters.push(await lookAsReporter(each).catch(() => ({ found: false })));
  process.stdout.write(`${JSON.stringify(seen)}\n`);
}
