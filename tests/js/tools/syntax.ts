// Reads scripts by their syntax trees: what each imports, which texts stand in it, which sentences it asks for. A text with
// places to fill in comes as the list of its fixed parts. Types are taken off first; where they come from is noted.
import { parse, type AnyNode, type Expression, type Node } from "acorn";
import { simple } from "acorn-walk";
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { nameOf } from "./names.ts";

type Text = string[];

/** What was found in a script. `types`: where it has types from that are nothing when it runs. */
interface Found {
  imports: string[];
  types: string[];
  texts: Text[];
  asked: Text[];
}

const TYPES_OF = /^(?:import|export) type [^;]*? from "([^"]+)";/gm;

// The fixed parts of a text, or nothing for what is no text.
function textOf(node: AnyNode | undefined): Text | null {
  if (node?.type === "Literal" && typeof node.value === "string") return [node.value];
  return node?.type === "TemplateLiteral" ? node.quasis.map((quasi) => quasi.value.cooked ?? "") : null;
}

function read(source: string): Found {
  const found: Found = {
    imports: [],
    types: [...source.matchAll(TYPES_OF)].map(([, from]) => from),
    texts: [],
    asked: [],
  };
  // An address that is put together at run time is nobody's to check, so it comes as "?" and is refused.
  const imported = ({ source }: { source?: Expression | null }) =>
    source && found.imports.push(textOf(source)?.join("*") ?? "?");
  const tree = parse(stripTypeScriptTypes(source), { ecmaVersion: "latest", sourceType: "module" });
  const tagged = new Set<Node>();
  simple(tree, { TaggedTemplateExpression: ({ quasi }) => tagged.add(quasi) });
  simple(tree, {
    ImportDeclaration: imported,
    ExportNamedDeclaration: imported,
    ExportAllDeclaration: imported,
    ImportExpression: imported,
    Literal: ({ value }) => typeof value === "string" && found.texts.push([value]),
    CallExpression: ({ callee, arguments: [key] }) => {
      const text = textOf(key);
      if (nameOf(callee) === "say" && text) found.asked.push(text);
    },
    TemplateLiteral: (node) => tagged.has(node) || found.texts.push(textOf(node) ?? []),
  });
  return found;
}

const sources: string[] = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(sources.map(read)));
