// Bundles every widget (a source with a default export) into vaeedu/widgets/static: NAME.mjs and NAME.css.
// A widget's weights, NAME.bin, come from tools/export_weights.py.
// `--check` builds in memory instead and fails, naming the files, when what is committed is not what the sources give.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const widgets = join(dirname(fileURLToPath(import.meta.url)), "..", "vaeedu", "widgets");
const [source, output] = [join(widgets, "src"), join(widgets, "static")];
const notice = "/* Made by tools/bundle.mjs from vaeedu/widgets/src: edit there. Contains parts of D3, (c) Mike Bostock, ISC licence. */";

const isWidget = (file) => file.endsWith(".mjs") && /^export default/m.test(readFileSync(join(source, file), "utf8"));
const result = await build({
  absWorkingDir: source,
  entryPoints: readdirSync(source).filter(isWidget).sort(),
  outdir: output,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  format: "esm",
  minify: true,
  charset: "utf8",
  target: "es2022",
  banner: { js: notice, css: notice },
  write: false,
});

const made = new Map(result.outputFiles.map((file) => [basename(file.path), file.text]));
if (process.argv.includes("--check")) {
  const bundles = readdirSync(output).filter((name) => !name.endsWith(".bin")); // weights have no source here
  const stored = new Map(bundles.map((name) => [name, readFileSync(join(output, name), "utf8")]));
  const stale = [...new Set([...made.keys(), ...stored.keys()])].filter((name) => made.get(name) !== stored.get(name));
  for (const name of stale) console.error(`vaeedu/widgets/static/${name} is out of date: run "npm run build"`);
  process.exitCode = stale.length ? 1 : 0;
} else {
  for (const [name, text] of made) {
    writeFileSync(join(output, name), text);
    console.log(`vaeedu/widgets/static/${name}  ${(text.length / 1024).toFixed(1)} KB`);
  }
}
