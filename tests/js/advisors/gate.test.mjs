// Whoever seals or signs for advisors asks the one gate first (`Trust.mayWrite`): every call is found by its syntax, and the
// function that holds it, or each that leads to it within the file, must ask.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import test from "node:test";
import { parse } from "acorn";
import { base, simple } from "acorn-walk";

const ROOT = new URL("../../../static/js/advisors/", import.meta.url).pathname;
const SEALS = ["seal", "sign", "reply", "report", "writeLedger", "makeTeamKey", "reseal", "resealReply", "sealCards"];
const POSTS = ["post", "deliver"];
const ASKS = ["check", "mayWrite", "askedBy"];
/** Where sealing is not for the advisors, or what does it is asked for by who has asked. */
const ELSEWHERE = {
  "worker.js": "does what the keyring passes on",
  "keyring.js": "passes on what is asked of it",
  "drafts.js": "seals to its own writer",
  "views/paper-page.js": "seals what is handed out to whom an advisor typed",
};
/** What is posted without a question: nothing of it is for the advisors to read, nor changes what anybody is told. */
const UNASKED_POSTS = {
  "api.js": "passes on what is asked of it",
  "sign-in.js": "answers the sign-in",
  "session.js": "keeps the session, or ends it",
  "views/open-sessions.js": "ends an own session",
  "views/pass-keys.js": "an own slot, which asks for the pinned key",
  "views/enrol-page.js": "enrols, which asks for the pinned key",
};
const FUNCTIONS = ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"];

/** Every named function of a script: what it calls itself, not within another one that has a name. */
function functionsOf(source) {
  const found = new Map([["the script", []]]);
  const tree = parse(source, { ecmaVersion: "latest", sourceType: "module" });
  const visit = (node, name) => {
    simple(
      node,
      {
        CallExpression: ({ callee }, calls) => calls.push(callee.property?.name ?? callee.name ?? ""),
      },
      { ...base, ...Object.fromEntries(["MethodDefinition", "PropertyDefinition"].map((type) => [type, own])) },
      found.get(name),
    );
  };
  function own({ key, value }) {
    if (!value) return;
    found.set(key.name, []);
    visit(value, key.name);
  }
  for (const node of tree.body.map((each) => each.declaration ?? each)) {
    const name = FUNCTIONS.includes(node.type) && node.id ? node.id.name : "the script";
    if (!found.has(name)) found.set(name, []);
    visit(node, name);
  }
  return found;
}

/** The functions of a script that seal, or do what else, and have not asked, nor anybody who leads to them. */
function unasked(source, names = SEALS) {
  const calls = functionsOf(source);
  const asks = (name, seen = []) => {
    if (calls.get(name).some((called) => ASKS.includes(called))) return true;
    if (seen.includes(name)) return false;
    const callers = [...calls.keys()].filter((other) => other !== name && calls.get(other).includes(name));
    return callers.length > 0 && callers.every((caller) => asks(caller, [...seen, name]));
  };
  const seals = (name) =>
    calls
      .get(name)
      .some((called) => names.includes(called) && !(called === "reply" && !calls.get(name).includes("sealed")));
  return [...calls.keys()].filter((name) => seals(name) && !asks(name));
}

const scripts = globSync("**/*.js", { cwd: ROOT }).filter((name) => !(name in ELSEWHERE));

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
  for (const name of ["casebook.js", "casefiles.js", "retention.js", "work.js", "views/posters-page.js"]) {
    const without = readFileSync(ROOT + name, "utf8").replaceAll(/\b(check|mayWrite|askedBy)\(/g, "forgotten(");
    assert.notDeepEqual(unasked(without, POSTS), [], name);
  }
});

for (const name of ["bookkeeping.js", "cards.js", "casefiles.js", "replying.js", "resealing.js", "writing-down.js"]) {
  test(`${name} without its question is found`, () => {
    const source = readFileSync(ROOT + name, "utf8");
    const without = source.replaceAll(/\b(check|mayWrite|askedBy)\(/g, "forgotten(");
    assert.notEqual(without, source);
    assert.notDeepEqual(unasked(without), []);
  });
}
