// What was on its way when a session ended never arrives: whoever waits for it hears `SessionOver`, from the line and the workers.
import assert from "node:assert/strict";
import test from "node:test";
import { standIn } from "../tools/stand-ins.ts";

const answers: (() => void)[] = [];
standIn("https://bekymret.example", () => null);

// Answers when it is told to, whatever has been aborted meanwhile: the slowest that a browser can be.
globalThis.fetch = () =>
  new Promise((resolve) => answers.push(() => resolve(new Response("{}", { headers: { "X-Total": "1" } }))));

/** A worker that never answers by itself. */
class Silent extends EventTarget {
  static all: Silent[] = [];
  asked: { id: number }[] = [];
  constructor() {
    super();
    Silent.all.push(this);
  }
  postMessage(asked: { id: number }) {
    this.asked.push(asked);
  }
  terminate() {}
  answer() {
    for (const { id } of this.asked) this.dispatchEvent(new MessageEvent("message", { data: { id, result: "late" } }));
  }
}
Object.assign(globalThis, { Worker: Silent });

const { Api } = await import("../../../static/js/advisors/session/api.ts");
const { SessionOver, startKeyring } = await import("../../../static/js/advisors/keys/keyring.ts");
type Line = InstanceType<typeof Api>;

const recipients = { check: () => ({}), adopt: () => {} };
const seal = async () => ({ frame: new Uint8Array(), hash: new Uint8Array() });
const ASKED: Record<string, (api: Line) => Promise<unknown>> = {
  get: (api) => api.get("/x"),
  text: (api) => api.text("/x"),
  "something packed": (api) => api.packed("/x"),
  "what has changed": (api) => api.getIfChanged("/x"),
  post: (api) => api.post("/x"),
  "a frame": (api) => api.postFrame("/x", new Uint8Array()),
  "something sealed": (api) => api.deliver("/x", { seal, recipients }),
};

for (const [what, ask] of Object.entries(ASKED)) {
  test(`what was asked for before a lock does not arrive after it: ${what}`, async () => {
    const end = new AbortController();
    const asked = ask(new Api(end.signal));
    end.abort();
    for (const answer of answers.splice(0)) answer();
    await assert.rejects(asked, SessionOver);
  });
}

test("the bytes of an answer that had begun do not arrive either", async () => {
  const end = new AbortController();
  const asked = new Api(end.signal).packed("/x");
  for (const answer of answers.splice(0)) answer();
  const { bytes, total } = await asked;
  assert.equal(total, 1);
  end.abort();
  await assert.rejects(bytes, SessionOver);
});

test("a worker that answers after the end is heard by nobody, and nothing is asked of one any more", async () => {
  const keyring = startKeyring();
  const asked = keyring.unseal(new Uint8Array());
  keyring.close();
  for (const worker of Silent.all) worker.answer();
  await assert.rejects(asked, SessionOver);
  await assert.rejects(keyring.sign(new Uint8Array()), SessionOver);
});

test("what the first worker alone can do is asked of it, and what each must know of all", () => {
  Silent.all = [];
  const keyring = startKeyring();
  const [first, ...others] = Silent.all;
  const before = Silent.all.map(({ asked }) => asked.length);
  for (let time = 0; time < 3; time += 1) keyring.sign(new Uint8Array()).catch(() => {});
  assert.equal(first.asked.length, before[0] + 3);
  for (const [at, other] of others.entries()) assert.equal(other.asked.length, before[at + 1]);
  keyring.useTeamKey(new Uint8Array(), { n: 1, voices: new Map(), sites: [] }).catch(() => {});
  for (const [at, worker] of Silent.all.entries()) assert.equal(worker.asked.length, before[at] + (at ? 1 : 4));
  keyring.close();
});
