// Bundles scripts and styles into static/build/, each also compressed, so that serving costs nothing.
import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = import.meta.dirname;
const target = join(here, "build");
const entries = ["public", "report", "confirmation", "return", "enrol", "inbox", "unseal-worker"].map((name) =>
  join(here, "js", `${name}.js`),
);
const styles = ["main", "inbox"].map((name) => join(here, "css", `${name}.css`));

rmSync(target, { recursive: true, force: true });
await build({
  entryPoints: [...entries, ...styles],
  outdir: target,
  entryNames: "[name]",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
});
copyFileSync(join(here, "img/icon.svg"), join(target, "icon.svg"));
for (const name of readdirSync(target)) {
  const file = join(target, name);
  const bytes = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${file}.br`, brotliCompressSync(bytes));
}
