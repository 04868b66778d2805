// Bundles each page into one script and one style sheet, fonts and pictures included as data: addresses.
import { build } from "esbuild";

const out = process.argv[2];
if (!out) {
  process.stderr.write("usage: node build.mjs OUT_FOLDER\n");
  process.exit(2);
}

await build({
  entryPoints: { page: "plan_page/main.ts" },
  bundle: true,
  format: "iife",
  platform: "browser",
  target: ["chrome110", "firefox115", "safari17"],
  charset: "utf8",
  legalComments: "none",
  minify: true,
  loader: { ".woff2": "dataurl", ".png": "dataurl" },
  logLevel: "warning",
  outdir: out,
});
