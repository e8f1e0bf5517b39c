/**
 * Writes lib/api/schema.d.ts from the API's own OpenAPI schema; with --check only says whether it is current.
 *
 * The schema comes from `create_app().openapi()`, which needs Python with this project's packages (its venv, or PYTHON) and
 * no running server.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapi, { astToString } from "openapi-typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));
const written = fileURLToPath(new URL("../lib/api/schema.d.ts", import.meta.url));
const head = "/** The API's types. Written by `npm run types` from its OpenAPI schema; not by hand. */\n\n";

const venv = `${root}.venv/test/bin/python`;
const python = process.env.PYTHON ?? (existsSync(venv) ? venv : "python3");
const program = "import json; from functions.api.handler import create_app; print(json.dumps(create_app().openapi()))";
const schema = execFileSync(python, ["-c", program], { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });
const types = head + astToString(await openapi(JSON.parse(schema), { alphabetize: true }));

if (!process.argv.includes("--check")) {
  writeFileSync(written, types);
} else if (!existsSync(written) || readFileSync(written, "utf8") !== types) {
  console.error("lib/api/schema.d.ts is not what the API says of itself: run `npm run types` and commit it.");
  process.exitCode = 1;
}
