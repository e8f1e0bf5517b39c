import { describe, expect, it } from "vitest";

import { fromUnit, inUnit, naturalUnit, ownUnit, unitsOf } from "./units";

const GIB = 1024 ** 3;
const reads = (value: number, kept: string) => {
  const unit = naturalUnit(value, unitsOf(kept));
  return `${String(inUnit(value, unit))} ${unit.name}`;
};

describe("the unit a saved value is shown in", () => {
  it.each([
    [100 * GIB, "bytes", "100 GiB"],
    [1.5 * GIB, "bytes", "1.5 GiB"],
    [5 * 1024 * GIB, "bytes", "5 TiB"],
    [1, "bytes", "1 B"],
    [168, "hours", "7 d"],
    [36, "hours", "1.5 d"],
    [1, "hours", "1 h"],
    [0.5, "hours", "30 min"],
    [0.01, "hours", "36 s"],
    [60, "seconds", "1 min"],
    [90, "seconds", "1.5 min"],
    [6 * 3600, "seconds", "6 h"],
    [864_000, "seconds", "10 d"],
    [2, "jobs", "2 jobs"],
  ])("%d %s reads best as %s", (value, kept, said) => {
    expect(reads(value, kept)).toBe(said);
  });

  it("is the API's own where any other would need more digits than are read at a glance", () => {
    expect(reads(100 * GIB + 1, "bytes")).toBe(`${String(100 * GIB + 1)} B`);
    expect(reads(1 / 7, "hours")).toBe(`${String(1 / 7)} h`);
  });
});

it("gives back exactly the value that was put into it", () => {
  for (const [value, kept] of [
    [0.01, "hours"],
    [87_600, "hours"],
    [107_374_182_401, "bytes"],
    [59.5, "seconds"],
  ] as const) {
    const unit = naturalUnit(value, unitsOf(kept));
    expect(fromUnit(inUnit(value, unit), unit)).toBe(value);
  }
});

it("lets a count stand alone", () => {
  expect(unitsOf("tries").map(({ name }) => name)).toEqual(["tries"]);
  expect(ownUnit(unitsOf(null)).name).toBe("");
});
