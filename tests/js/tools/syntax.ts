// Reads scripts by their syntax trees: what each imports, which texts stand in it, which sentences it asks for. A text with
// places to fill in comes as the list of its fixed parts. Types are taken off first; where they come from is noted.
import { parse, type AnyNode, type Expression, type Node, type Property, type SpreadElement } from "acorn";
import { simple } from "acorn-walk";
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { nameOf } from "./names.ts";

type Text = string[];

/**
 * What was found in a script. `types`: where it has types from that are nothing when it runs; `lists`: constants that list
 * texts, by name: those of a list, the last ones of each pair in a list of pairs, the keys of a table.
 */
interface Found {
  imports: string[];
  types: string[];
  texts: Text[];
  asked: Text[];
  lists: Record<string, string[]>;
}

const TYPES_OF = /^(?:import|export) type [^;]*? from "([^"]+)";/gm;

// The fixed parts of a text, or nothing for what is no text.
function textOf(node: AnyNode | undefined): Text | null {
  if (node?.type === "Literal" && typeof node.value === "string") return [node.value];
  return node?.type === "TemplateLiteral" ? node.quasis.map((quasi) => quasi.value.cooked ?? "") : null;
}

/** @returns the texts that a constant lists; empty for what is no list of any */
function listed(node: AnyNode | null | undefined): string[] {
  if (node?.type === "Literal") return typeof node.value === "string" ? [node.value] : [];
  if (node?.type === "SpreadElement") return listed(node.argument);
  if (node?.type === "ObjectExpression") return node.properties.flatMap(keyOf);
  if (node?.type !== "ArrayExpression") return [];
  return node.elements.flatMap((each) => (each?.type === "ArrayExpression" ? listed(each).slice(-1) : listed(each)));
}

function keyOf(property: Property | SpreadElement): string[] {
  if (property.type === "SpreadElement") return listed(property.argument);
  return property.key.type === "Identifier" ? [property.key.name] : listed(property.key);
}

function read(source: string): Found {
  const found: Found = {
    imports: [],
    types: [...source.matchAll(TYPES_OF)].map(([, from]) => from),
    texts: [],
    asked: [],
    lists: {},
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
    VariableDeclarator: ({ id, init }) => {
      const texts = listed(init);
      if (id.type === "Identifier" && texts.length) found.lists[id.name] = texts;
    },
    TemplateLiteral: (node) => tagged.has(node) || found.texts.push(textOf(node) ?? []),
  });
  return found;
}

const sources: string[] = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(sources.map(read)));
