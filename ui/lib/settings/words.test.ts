import { describe, expect, it } from "vitest";
import { formatFor } from "@/lib/format";
import { de } from "@/lib/strings/de";
import { en } from "@/lib/strings/en";
import type { Field, Value } from "./form";
import { FIELDS } from "./sample";
import { wordsFor } from "./words";

const titles = { "web-720p": "Web 720p" };
const english = wordsFor(en, formatFor("en-GB"), titles);
const german = wordsFor(de, formatFor("de-DE"), titles);

function named(name: string): Field {
  const field = FIELDS.find((each) => each.name === name);
  if (!field) throw new Error(name);
  return field;
}

describe("a value in words", () => {
  it.each([
    ["retention_hours", 168, "7 days", "7 Tage"],
    ["retention_hours", 24, "1 day", "1 Tag"],
    ["retention_hours", 0.01, "36 seconds", "36 Sekunden"],
    ["max_upload_bytes", 1.5 * 1024 ** 3, "1.5 GiB", "1,5 GiB"],
    ["max_attempts", 5, "5", "5"],
    ["quality", "low", "Low: smallest files", "Niedrig: kleinste Dateien"],
    ["quality", null, "The profile’s own", "Die des Profils"],
    ["resolution", "source", "As the source", "Wie die Quelle"],
    ["profile", "web-720p", "Web 720p", "Web 720p"],
    ["profile", "of-tomorrow", "of-tomorrow", "of-tomorrow"],
  ] satisfies [string, Value, string, string][])("%s %s: %s, %s", (name, value, inEnglish, inGerman) => {
    expect(english.value(named(name), value)).toBe(inEnglish);
    expect(german.value(named(name), value)).toBe(inGerman);
  });

  it("is told to the byte where that was asked for", () => {
    expect(english.exactly(named("max_upload_bytes"), 107_374_182)).toBe("107,374,182 bytes");
  });
});

it("says what a setting takes, and what is wrong, in units that read well", () => {
  expect(english.range(named("retention_hours"))).toBe("36 seconds to 3,650 days");
  expect(english.range(named("max_attempts"))).toBe("1 to 20");
  expect(english.range(named("quality"))).toBe("");
  expect(german.wrong(named("upload_expiry_hours"), { is: "too_large", limit: 168 })).toBe("Höchstens 7 Tage.");
});

it("takes what a setting does from the API in English, and from the table in German", () => {
  expect(english.help(named("max_attempts"))).toBe("What max_attempts does.");
  expect(german.help(named("max_attempts"))).toBe(de.settings.help.max_attempts);
});

it("calls a setting that it has no word for by the API's own name and words", () => {
  const unknown: Field = { ...named("max_attempts"), name: "max_open_files", title: "Open files" };

  expect(german.name(unknown)).toBe("Open files");
  expect(german.help(unknown)).toBe(unknown.help);
});
