import { expect, it } from "vitest";
import { de } from "./de";
import { webhooks as german } from "./de/webhooks";
import { en } from "./en";
import { webhooks as english } from "./en/webhooks";

const ENGLISH = { ...en, webhooks: english };
const GERMAN = { ...de, webhooks: german };

/** Each text of a table by its path; functions, which are given what differs, count as one. */
function texts(table: object, path = ""): [string, string][] {
  return Object.entries(table).flatMap(([name, value]: [string, unknown]) => {
    const at = `${path}.${name}`;
    if (typeof value === "string") return [[at, value]];
    return typeof value === "object" && value !== null ? texts(value, at) : [];
  });
}

it("no text is empty, in either language", () => {
  const empty = [...texts(ENGLISH), ...texts(GERMAN)].filter(([, text]) => text.trim() === "").map(([path]) => path);
  expect(empty).toEqual([]);
});

it("German says it in German: whole sentences differ from the English ones", () => {
  const german = new Map(texts(GERMAN));
  const same = texts(ENGLISH).filter(([path, text]) => text.split(" ").length > 3 && german.get(path) === text);
  expect(same).toEqual([]);
});
