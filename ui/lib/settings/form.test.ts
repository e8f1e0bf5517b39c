import { describe, expect, it } from "vitest";

import { asTyped, type Edits, type Field, foreign, grouped, type NumberField, outcome, without } from "./form";
import { ownUnit, unitsOf } from "./units";

const common = { minimum: null, maximum: null, choices: [], nullable: false, unit: null, default: null, help: "" };
const quality: Field = {
  ...common,
  name: "quality",
  title: "Quality",
  group: "jobs",
  kind: "choice",
  choices: ["low", "high"],
  nullable: true,
};
const retention: NumberField = {
  ...common,
  name: "retention_hours",
  title: "Keep proxies for",
  group: "retention",
  kind: "number",
  unit: "hours",
  minimum: 0.01,
  maximum: 87_600,
};
const attempts: NumberField = {
  ...common,
  name: "max_attempts",
  title: "Tries",
  group: "work",
  kind: "integer",
  unit: "tries",
  minimum: 1,
  maximum: 20,
};
const fields: Field[] = [quality, retention, attempts];
const saved = { quality: null, retention_hours: 168, max_attempts: 5 };
const tries = ownUnit(unitsOf("tries"));
const hour = ownUnit(unitsOf("hours"));

describe("what saving would send", () => {
  it("is nothing where nothing was touched", () => {
    expect(outcome(fields, saved, {}, "en")).toEqual({ changes: {}, wrong: {} });
  });

  it("is what differs from the saved values, in the API's units", () => {
    const edits: Edits = {
      quality: { value: "high" },
      retention_hours: { text: "2", unit: hour },
      max_attempts: { text: "5", unit: tries },
    };
    expect(outcome(fields, saved, edits, "en")).toEqual({
      changes: { quality: "high", retention_hours: 2 },
      wrong: {},
    });
  });

  it("keeps what is wrong apart, by name", () => {
    const edits: Edits = { max_attempts: { text: "", unit: tries }, retention_hours: { text: "x", unit: hour } };
    expect(outcome(fields, saved, edits, "en")).toEqual({
      changes: {},
      wrong: { max_attempts: { is: "empty" }, retention_hours: { is: "not_a_number" } },
    });
  });
});

describe("what somebody else saved meanwhile", () => {
  it("is told with what it was and is, and with mine where I changed it, too", () => {
    const after = { quality: "low", retention_hours: 24, max_attempts: 5 };
    expect(foreign(fields, saved, after, { retention_hours: 2, max_attempts: 9 })).toEqual([
      { name: "quality", was: null, theirs: "low" },
      { name: "retention_hours", was: 168, theirs: 24, mine: 2 },
    ]);
  });

  it("is no conflict where both chose the same", () => {
    const after = { ...saved, retention_hours: 2 };
    expect(foreign(fields, saved, after, { retention_hours: 2 })).toEqual([
      { name: "retention_hours", was: 168, theirs: 2 },
    ]);
  });
});

it("puts the settings of a group together, in the order in which the API tells them", () => {
  const names = grouped([...fields, { ...attempts, name: "more_tries" }]).map(([group, members]) => [
    group,
    members.map(({ name }) => name),
  ]);
  expect(names).toEqual([
    ["jobs", ["quality"]],
    ["retention", ["retention_hours"]],
    ["work", ["max_attempts", "more_tries"]],
  ]);
});

it("shows a saved number in the unit it reads best in, and nothing for null", () => {
  expect(asTyped(retention, 36, "de")).toMatchObject({ text: "1,5", unit: { name: "d" } });
  expect(asTyped({ ...retention, nullable: true }, null, "de").text).toBe("");
});

it("drops edits by name", () => {
  const edits: Edits = { quality: { value: "low" }, max_attempts: { text: "1", unit: tries } };
  expect(Object.keys(without(edits, ["quality"]))).toEqual(["max_attempts"]);
});
