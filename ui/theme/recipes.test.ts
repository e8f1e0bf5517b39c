import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultConfig } from "@chakra-ui/react";
import { expect, it } from "vitest";
import { recipes, slotRecipes } from "./recipes";

const PAGE = process.cwd();
const FOLDERS = ["app", "components", "lib"];

/** Components that look like others, by the recipe they take. */
const LIKE: Readonly<Record<string, string>> = { CloseButton: "button", IconButton: "button", Toaster: "toast" };

function imported(): Set<string> {
  const files = FOLDERS.flatMap((folder) => {
    const names = readdirSync(join(PAGE, folder), { recursive: true, encoding: "utf8" });
    return names.filter((name) => name.endsWith(".tsx")).map((name) => join(PAGE, folder, name));
  });
  const lists = files.flatMap((file) => {
    const found = readFileSync(file, "utf8").matchAll(/import \{([^}]+)\} from "@chakra-ui\/react"/g);
    return [...found].map((each) => each[1] ?? "");
  });
  return new Set(lists.flatMap((list) => list.split(",").map((name) => name.trim())));
}

function recipeOf(component: string): string {
  return LIKE[component] ?? component.charAt(0).toLowerCase() + component.slice(1);
}

it("every component of Chakra's that is used has its recipe in the theme", () => {
  const all = { ...defaultConfig.theme?.recipes, ...defaultConfig.theme?.slotRecipes };
  const wanted = [...imported()].map(recipeOf).filter((name) => name in all);

  expect(wanted).toContain("button");
  expect(wanted.filter((name) => !(name in recipes) && !(name in slotRecipes))).toEqual([]);
});

it("no recipe is carried along that nothing uses", () => {
  const wanted = new Set([...imported()].map(recipeOf));

  expect([...Object.keys(recipes), ...Object.keys(slotRecipes)].filter((name) => !wanted.has(name))).toEqual([]);
});
