// SPDX-FileCopyrightText: 2026 MPSC graph contributors
// SPDX-License-Identifier: EUPL-1.2
// Bundle what pages load from npm into graph/web/static/vendor, with the licences of all of it.
// Every .css and .js file beside this one is an entry and becomes a file of the same name there.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { transform } from "lightningcss";

const HERE = "graph/web/assets";
const THERE = "graph/web/static/vendor";
// The components of KERN that pages use (templates/base.html says how); all else is two thirds of its bytes.
const USED = /^kern-((alert|badge|btn|card|label|layer|level|light|dark|preline|subline|title)(?![a-z])|icon($|--(small|default|large|info|success|warning|danger)$))/;

rmSync(THERE, { recursive: true, force: true });
await build({
  entryPoints: readdirSync(HERE)
    .filter((name) => /\.(css|js)$/.test(name) && name !== "build.js")
    .map((name) => `${HERE}/${name}`),
  outdir: THERE,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022", "chrome111", "firefox113", "safari16.4"],
  loader: { ".woff2": "file" },
  assetNames: "[name]",
  legalComments: "none",
  logLevel: "warning",
});
slim(`${THERE}/kern.css`);
writeFileSync(`${THERE}/LICENSES.txt`, licences());

/** Leave out of a style sheet the rules of KERN's components that no page uses. */
function slim(filename) {
  const code = readFileSync(filename);
  const classes = new Set([...code.toString().matchAll(/\.(kern-[\w-]+)/g)].map(([, name]) => name));
  const unusedSymbols = [...classes].filter((name) => !USED.test(name));
  writeFileSync(filename, transform({ filename, code, minify: true, unusedSymbols }).code);
}

/** Return name, version and licence text of every package that is not for development alone. */
function licences() {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  return Object.entries(packages)
    .filter(([folder, { dev }]) => folder && !dev)
    .map(([folder, { version, license }]) => {
      const name = folder.replace(/^.*node_modules\//, "");
      return `${"=".repeat(78)}\n${name} ${version} (${license})\n\n${text(folder)}\n`;
    })
    .join("\n");
}

function text(folder) {
  // A notice has to go with the licence (Apache License 2.0, 4 d).
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)(\.|$)/i.test(name));
  const texts = files.map((file) => readFileSync(`${folder}/${file}`, "utf8").trim());
  return texts.join("\n\n") || "The package holds no licence text.";
}
