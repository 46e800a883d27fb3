// Bundles every widget, a folder of vaeedu/widgets with a view.mjs, into bundle.mjs and bundle.css beside it.
// The weights that a widget carries, weights.bin, come from a tool of their own (tools/export_weights.py).
// `--check` builds in memory instead and fails, naming the files, when what is committed is not what the sources give.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const widgets = join(root, "vaeedu", "widgets");
const notice = "/* Made by tools/bundle.mjs from the view.mjs beside it: edit there. Contains parts of D3, (c) Mike Bostock, ISC licence. */";

// `import source from "./worker.mjs?text"` is the bundled program as text, for a worker, which a page that may be opened from a file has to start from a blob.
const asText = {
  name: "as text",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?text$/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, path.replace(/\?text$/, "")), namespace: "text" }));
    onLoad({ filter: /./, namespace: "text" }, async ({ path }) => {
      const { outputFiles } = await build({ entryPoints: [path], bundle: true, format: "iife", minify: true, charset: "utf8", target: "es2022", write: false });
      return { contents: outputFiles[0].text, loader: "text" };
    });
  },
};

const rooms = readdirSync(widgets).filter((room) => existsSync(join(widgets, room, "view.mjs"))).sort();
const result = await build({
  absWorkingDir: widgets,
  entryPoints: rooms.map((room) => ({ in: `${room}/view.mjs`, out: `${room}/bundle` })),
  outdir: widgets,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  format: "esm",
  minify: true,
  charset: "utf8",
  target: "es2022",
  plugins: [asText],
  banner: { js: notice, css: notice },
  write: false,
});

const text = (path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);
const check = process.argv.includes("--check");
for (const file of result.outputFiles) {
  const name = relative(root, file.path);
  if (!check) {
    writeFileSync(file.path, file.text);
    console.log(`${name}  ${(file.text.length / 1024).toFixed(1)} KB`);
  } else if (text(file.path) !== file.text) {
    console.error(`${name} is out of date: run "make widgets"`);
    process.exitCode = 1;
  }
}
