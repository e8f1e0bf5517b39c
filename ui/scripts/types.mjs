/**
 * Writes what the page knows of the API from the API's own OpenAPI schema: lib/api/schema.d.ts, its types, and
 * lib/api/values.ts, what there is of each kind, in order. With --check only says whether both are current.
 *
 * The schema comes from `create_app().openapi()`, which needs Python with this project's packages (its venv, or PYTHON) and
 * no running server.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapi, { astToString } from "openapi-typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));
const head = (what) => `/** ${what} Written by \`npm run types\` from its OpenAPI schema; not by hand. */\n\n`;

const venv = `${root}.venv/test/bin/python`;
const python = process.env.PYTHON ?? (existsSync(venv) ? venv : "python3");
const program = "import json; from functions.api.handler import create_app; print(json.dumps(create_app().openapi()))";
const schema = JSON.parse(execFileSync(python, ["-c", program], { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 }));

/** Where the schema lists what the page shows each of. */
const components = schema.components.schemas;
const lists = {
  STATUSES: ["States of a job, in the order in which it goes through them.", components.Status.enum],
  PHASES: ["What a running job does, one after the other.", components.Phase.enum],
  OUTPUTS: ["What can be downloaded of a job.", parameter("/download/{job_id}/", "output").enum],
  REMEDIES: ["What may help a job that ended.", components.JobAnswer.properties.remedies.items.enum],
  DELIVERY_STATES: ["States of a webhook's delivery.", components.State.enum],
};

function parameter(path, name) {
  return schema.paths[path].get.parameters.find((each) => each.name === name).schema;
}

function listed([name, [what, values]]) {
  if (!Array.isArray(values)) throw new Error(`${name}: the schema lists none`);
  return `/** ${what} */\nexport const ${name} = [\n${values.map((each) => `  ${JSON.stringify(each)},\n`).join("")}] as const;\n`;
}

const written = {
  "schema.d.ts": head("The API's types.") + astToString(await openapi(structuredClone(schema), { alphabetize: true })),
  "values.ts": head("What the API has of each kind.") + Object.entries(lists).map(listed).join("\n"),
};

for (const [name, text] of Object.entries(written)) {
  const path = fileURLToPath(new URL(`../lib/api/${name}`, import.meta.url));
  if (!process.argv.includes("--check")) {
    writeFileSync(path, text);
  } else if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
    console.error(`lib/api/${name} is not what the API says of itself: run \`npm run types\` and commit it.`);
    process.exitCode = 1;
  }
}
