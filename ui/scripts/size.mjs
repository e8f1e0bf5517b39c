/** Says how much script each page loads first, gzip; fails when the jobs page has more than it may. Run after `npm run build`. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const MOST_KB = 250; // of 1000 bytes
const out = fileURLToPath(new URL("../out/", import.meta.url));

/** What an HTML file loads before it is at rest: its script elements, without those for browsers that know no modules. */
function scripts(html) {
  const elements = html.match(/<script[^>]*\ssrc="[^"]+"[^>]*>/g) ?? [];
  const modern = elements.filter((element) => !/\snomodule/i.test(element));
  return [...new Set(modern.map((element) => /\ssrc="([^"?]+)/.exec(element)[1]))];
}

const pages = readdirSync(out, { recursive: true }).filter((name) => name.endsWith("index.html"));
for (const page of pages.sort()) {
  const files = scripts(readFileSync(out + page, "utf8"));
  const kb = files.reduce((sum, file) => sum + gzipSync(readFileSync(out + file)).length, 0) / 1000;
  console.log(`/${page.replace("index.html", "")}  ${kb.toFixed(1)} kB in ${files.length} scripts`);
  if (page === "index.html" && kb > MOST_KB) {
    console.error(`The jobs page may load ${MOST_KB} kB at most.`);
    process.exitCode = 1;
  }
}
