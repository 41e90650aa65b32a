// Whoever seals or signs for advisors asks the one gate first (`Trust.mayWrite`): every call is found by its syntax, and the
// function that holds it, or each that leads to it within the file, must ask.
import { parse, type MethodDefinition, type Node, type PropertyDefinition } from "acorn";
import { base, simple } from "acorn-walk";
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import test from "node:test";
import { nameOf } from "../tools/names.ts";

const ROOT = new URL("../../../static/js/advisors/", import.meta.url).pathname;
const SEALS = ["seal", "sign", "reply", "report", "writeLedger", "makeTeamKey", "reseal", "resealReply", "sealCards"];
const POSTS = ["post", "postFrame", "deliver"];
const ASKS = ["check", "mayWrite", "askedBy"];
/** Where sealing is not for the advisors, or what does it is asked for by who has asked. */
const ELSEWHERE: Record<string, string> = {
  "keys/tasks.ts": "does what the keyring passes on",
  "keys/keyring.ts": "passes on what is asked of it",
  "desk/drafts.ts": "seals to its own writer",
  "desk/case/paper-page.ts": "seals what is handed out to whom an advisor typed",
};
/** What is posted without a question: nothing of it is for the advisors to read, nor changes what anybody is told. */
const UNASKED_POSTS: Record<string, string> = {
  "session/api.ts": "passes on what is asked of it",
  "session/sign-in.ts": "answers the sign-in",
  "session/session.ts": "keeps the session, or ends it",
  "desk/pages/open-sessions.ts": "ends an own session",
  "desk/pages/passkey-list.ts": "an own slot, which asks for the pinned key",
  "desk/pages/enrol-page.ts": "enrols, which asks for the pinned key",
};
/** Every named function of a script: what it calls itself, not within another one that has a name. */
function functionsOf(source: string): Map<string, string[]> {
  const found = new Map<string, string[]>([["the script", []]]);
  const tree = parse(stripTypeScriptTypes(source), { ecmaVersion: "latest", sourceType: "module" });
  const visit = (node: Node, name: string) => {
    simple(
      node,
      { CallExpression: ({ callee }, calls) => calls.push(nameOf(callee)) },
      { ...base, ...Object.fromEntries(["MethodDefinition", "PropertyDefinition"].map((type) => [type, own])) },
      found.get(name),
    );
  };
  function own({ key, value }: MethodDefinition | PropertyDefinition) {
    if (!value) return;
    const name = nameOf(key);
    found.set(name, []);
    visit(value, name);
  }
  for (const node of tree.body.map((each) => ("declaration" in each && each.declaration) || each)) {
    const name = node.type === "FunctionDeclaration" && node.id ? node.id.name : "the script";
    if (!found.has(name)) found.set(name, []);
    visit(node, name);
  }
  return found;
}

/** The functions of a script that seal, or do what else, and have not asked, nor anybody who leads to them. */
function unasked(source: string, names = SEALS): string[] {
  const functions = functionsOf(source);
  const callsOf = (name: string) => functions.get(name) ?? [];
  const asks = (name: string, seen: string[] = []): boolean => {
    if (callsOf(name).some((called) => ASKS.includes(called))) return true;
    if (seen.includes(name)) return false;
    const callers = [...functions.keys()].filter((other) => other !== name && callsOf(other).includes(name));
    return callers.length > 0 && callers.every((caller) => asks(caller, [...seen, name]));
  };
  const seals = (name: string) =>
    callsOf(name).some(
      (called) => names.includes(called) && !(called === "reply" && !callsOf(name).includes("sealed")),
    );
  return [...functions.keys()].filter((name) => seals(name) && !asks(name));
}

const scripts = globSync("**/*.ts", { cwd: ROOT }).filter((name) => !(name in ELSEWHERE));

test("every function that seals or signs for advisors asks the gate, or is only reached by who does", () => {
  const wrong = scripts.flatMap((name) => unasked(readFileSync(ROOT + name, "utf8")).map((each) => `${name} ${each}`));
  assert.deepEqual(wrong, []);
  assert.ok(scripts.length > 60);
});

test("every function that posts for advisors asks the gate, or is only reached by who does", () => {
  const asking = scripts.filter((name) => !(name in UNASKED_POSTS));
  const wrong = asking.flatMap((name) =>
    unasked(readFileSync(ROOT + name, "utf8"), POSTS).map((each) => `${name} ${each}`),
  );
  assert.deepEqual(wrong, []);
  for (const name of [
    "cases/casebook.ts",
    "cases/casefiles.ts",
    "cases/retention.ts",
    "desk/actions.ts",
    "desk/pages/posters-page.ts",
  ]) {
    const without = readFileSync(ROOT + name, "utf8").replaceAll(/\b(check|mayWrite|askedBy)\(/g, "forgotten(");
    assert.notDeepEqual(unasked(without, POSTS), [], name);
  }
});

const WRITERS = ["ledger", "list-cards", "casefiles", "write", "reseal"];
for (const name of WRITERS.map((each) => `cases/${each}.ts`)) {
  test(`${name} without its question is found`, () => {
    const source = readFileSync(ROOT + name, "utf8");
    const without = source.replaceAll(/\b(check|mayWrite|askedBy)\(/g, "forgotten(");
    assert.notEqual(without, source);
    assert.notDeepEqual(unasked(without), []);
  });
}
