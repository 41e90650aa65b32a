// Reads scripts by their syntax trees: what each imports, which texts stand in it, which sentences it asks for. A text with
// places to fill in comes as the list of its fixed parts.
import { readFileSync } from "node:fs";
import { parse } from "acorn";
import { simple } from "acorn-walk";

// The fixed parts of a text, or nothing for what is no text.
function textOf(node) {
  if (node?.type === "Literal" && typeof node.value === "string") return [node.value];
  return node?.type === "TemplateLiteral" ? node.quasis.map((quasi) => quasi.value.cooked) : null;
}

function read(source) {
  const found = { imports: [], texts: [], asked: [] };
  // An address that is put together at run time is nobody's to check, so it comes as "?" and is refused.
  const imported = ({ source }) => source && found.imports.push(textOf(source)?.join("*") ?? "?");
  const tree = parse(source, { ecmaVersion: "latest", sourceType: "module" });
  const tagged = new Set();
  simple(tree, { TaggedTemplateExpression: ({ quasi }) => tagged.add(quasi) });
  simple(tree, {
    ImportDeclaration: imported,
    ExportNamedDeclaration: imported,
    ExportAllDeclaration: imported,
    ImportExpression: imported,
    Literal: ({ value }) => typeof value === "string" && found.texts.push([value]),
    CallExpression: ({ callee, arguments: [key] }) => {
      const name = callee.property?.name ?? callee.name;
      if (name === "say" && textOf(key)) found.asked.push(textOf(key));
    },
    TemplateLiteral: (node) => tagged.has(node) || found.texts.push(node.quasis.map((quasi) => quasi.value.cooked)),
  });
  return found;
}

const sources = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(sources.map(read)));
