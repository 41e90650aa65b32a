// Bundles scripts and styles into static/build/, each also compressed, so that serving costs nothing.
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = import.meta.dirname;
const target = join(here, "build");
const common = {
  outdir: target,
  entryNames: "[name]",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
};
const scripts = (folder, ...names) => names.map((name) => join(here, "js", folder, `${name}.ts`));
const styles = ["public", "advisors"].map((name) => join(here, "css", `${name}.css`));

const withoutNistCurves = {
  name: "without-nist-curves",
  setup({ onResolve }) {
    onResolve({ filter: /^@noble\/curves\/nist\.js$/ }, () => ({ path: join(here, "js/web/no-nist-curves.ts") }));
  },
};

// The scripts that ask for another language know what its sentences are, to the bit.
const builtIn = (name) => join(here, "built-in", name);
const sentences = readdirSync(builtIn(""))
  .filter((name) => name.startsWith("sentences."))
  .sort();
const hashOf = (file, how) => createHash("sha256").update(readFileSync(file)).digest(how);
common.define = {
  SENTENCES: JSON.stringify(
    Object.fromEntries(sentences.map((name) => [name.split(".")[1], `sha256-${hashOf(builtIn(name), "base64")}`])),
  ),
  BUILT_IN: readFileSync(builtIn("settings.json"), "utf8"),
};

rmSync(target, { recursive: true, force: true });
// A public page and the worker are one script each: one request, and nothing that could be missing half-way.
const whole = [
  ...scripts("public", "public", "start", "report", "staff", "outbox-worker", "confirmation", "conversation"),
  ...scripts("advisors", "worker", "photo-worker"),
];
await build({ ...common, entryPoints: [...whole, ...styles], plugins: [withoutNistCurves] });
// The advisors' pages share what they have in common and fetch a view when it is first needed.
await build({
  ...common,
  entryPoints: scripts("advisors", "enrol", "inbox"),
  splitting: true,
  chunkNames: "[name]-[hash]",
});
copyFileSync(join(here, "img/icon.svg"), join(target, "icon.svg"));
for (const name of sentences) copyFileSync(builtIn(name), join(target, name));
// What a stranger can compare: the same sources make the same bytes, on any machine and in any folder.
const hashes = readdirSync(target)
  .sort()
  .map((name) => `${hashOf(join(target, name), "hex")} ${name}\n`);
for (const name of readdirSync(target)) {
  const file = join(target, name);
  const bytes = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${file}.br`, brotliCompressSync(bytes));
}
writeFileSync(join(target, "hashes.txt"), hashes.join(""));
