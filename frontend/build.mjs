// Bundles the pages: the plan's page into one script and one style sheet with everything as data: addresses, and the
// desk into modules, style sheets and fonts of their own, named by their content so that browsers may keep them.
import { createHash } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { ICONS } from "./design/icons.ts";

const [pageOut, deskOut] = process.argv.slice(2);
if (!pageOut || !deskOut) {
  process.stderr.write("usage: node build.mjs PAGE_FOLDER DESK_FOLDER\n");
  process.exit(2);
}

const common = {
  bundle: true,
  platform: "browser",
  target: ["chrome110", "firefox115", "safari17"],
  charset: "utf8",
  legalComments: "none",
  minify: true,
  logLevel: "warning",
};

await build({
  ...common,
  entryPoints: { page: "plan_page/main.ts", city: "city_page/main.ts" },
  format: "iife",
  loader: { ".woff2": "dataurl", ".png": "dataurl" },
  outdir: pageOut,
});

const ENTRIES = {
  desk: "coordinator/desk.ts",
  theme: "coordinator/theme.ts",
  situation: "coordinator/situation.ts",
  roads: "coordinator/roads.ts",
  forecast: "coordinator/forecast.ts",
  plan: "coordinator/plan.ts",
  city: "coordinator/city.ts",
  worker: "maplibre-gl/dist/maplibre-gl-worker.mjs",
};

await mkdir(deskOut, { recursive: true });
for (const name of await readdir(deskOut)) if (name !== ".built") await rm(join(deskOut, name), { recursive: true });
const built = await build({
  ...common,
  entryPoints: ENTRIES,
  format: "esm",
  splitting: true,
  loader: { ".woff2": "file", ".png": "file" },
  entryNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  assetNames: "[name]-[hash]",
  metafile: true,
  outdir: deskOut,
});
const manifest = {};
for (const [path, facts] of Object.entries(built.metafile.outputs)) {
  const entry = Object.entries(ENTRIES).find(([, source]) => facts.entryPoint?.endsWith(source));
  if (!entry) continue;
  manifest[`${entry[0]}.js`] = basename(path);
  if (facts.cssBundle) manifest[`${entry[0]}.css`] = basename(facts.cssBundle);
}

// The crew's app is kept whole on phones: no part of it is shared with the desk's pages, and its service worker lists it.
const crew = await build({
  ...common,
  entryPoints: { crew: "crew/ui/main.ts", "crew-worker": "crew/device/worker.ts" },
  format: "esm",
  loader: { ".woff2": "file", ".png": "file" },
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  metafile: true,
  outdir: deskOut,
});
const shell = ["/crew/", "/crew/manifest.webmanifest", "/crew/worker.js", "/static/desk/mark.svg"];
for (const path of Object.keys(crew.metafile.outputs)) {
  const name = basename(path);
  const plain = name.replace(/-[A-Z0-9]{8}\./, ".");
  if (plain === "crew.js" || plain === "crew.css" || plain === "crew-worker.js") manifest[plain] = name;
  if (plain !== "crew-worker.js") shell.push(`/static/desk/${name}`);
}
const version = createHash("sha256").update(JSON.stringify([shell, manifest])).digest("hex").slice(0, 12);
await build({
  ...common,
  entryPoints: { "crew-service": "crew/device/service.ts" },
  format: "iife",
  define: { VERSION: JSON.stringify(version), SHELL: JSON.stringify(shell) },
  outdir: deskOut,
});
manifest["crew-service.js"] = "crew-service.js";
const symbols = Object.entries(ICONS).map(([name, path]) =>
  `<symbol id="${name}" viewBox="0 0 24 24"><path fill-rule="evenodd" d="${path}"/></symbol>`);
const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
manifest["icons.svg"] = `icons-${createHash("sha256").update(sprite).digest("hex").slice(0, 8)}.svg`;
await writeFile(join(deskOut, manifest["icons.svg"]), sprite);
const mark = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#1652c4" fill-rule="evenodd" d="${ICONS.mark}"/></svg>\n`;
manifest["mark.svg"] = "mark.svg";
await writeFile(join(deskOut, "mark.svg"), mark);
await writeFile(join(deskOut, "assets.json"), `${JSON.stringify(manifest, null, 1)}\n`);
