// Builds dist/training-chat.js; `--check` builds beside it and fails when the committed bundle is another or too big.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const BUDGET = 15 * 1024;
const place = new URL("dist/training-chat.js", import.meta.url);
const { version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));

/** Style sheets and templates travel without the layout of their source. */
const short = {
  name: "short",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), { loader: "css", minify: true });
      return { loader: "text", contents: code.trim() };
    });
    onLoad({ filter: /src\/\w+\.ts$/ }, ({ path }) => ({
      loader: "ts",
      contents: readFileSync(path, "utf8").replace(/\n\s+/g, "\n"),
    }));
  },
};

const result = await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: ["src/main.ts"],
  bundle: true,
  write: false,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "none",
  charset: "utf8",
  banner: { js: `/* training-chat ${version}; with lit, BSD-3-Clause, (c) Google LLC: see LICENSE-lit.txt */` },
  plugins: [short],
});
const bundle = Buffer.from(result.outputFiles[0].contents);
const size = gzipSync(bundle, { level: 9 }).length;
const integrity = `sha384-${createHash("sha384").update(bundle).digest("base64")}`;
console.log(`training-chat.js ${version}: ${bundle.length} bytes, ${size} gzipped (budget ${BUDGET})`);
console.log(`integrity="${integrity}"`);

if (size > BUDGET) fail(`The bundle is ${size - BUDGET} bytes over its budget.`);
if (!process.argv.includes("--check")) {
  mkdirSync(new URL("dist/", import.meta.url), { recursive: true });
  writeFileSync(place, bundle);
} else if (!readFileSync(place).equals(bundle)) {
  fail("dist/training-chat.js is not what src/ builds. Run: make widget");
}

function fail(problem) {
  console.error(problem);
  process.exit(1);
}
