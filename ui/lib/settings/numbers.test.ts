import { describe, expect, it } from "vitest";

import { judge, parse, type Range, stepped, written } from "./numbers";
import { type Unit, unitsOf } from "./units";

const tries: Range = { kind: "integer", unit: "tries", minimum: 1, maximum: 20, nullable: false };
const hours: Range = { kind: "number", unit: "hours", minimum: 0.01, maximum: 87_600, nullable: false };
const bytes: Range = { kind: "integer", unit: "bytes", minimum: 1, maximum: 1024 ** 4, nullable: false };

function unit(kept: string, name: string): Unit {
  const found = unitsOf(kept).find((each) => each.name === name);
  if (!found) throw new Error(`no unit ${name} of ${kept}`);
  return found;
}

describe("reading a number", () => {
  it.each([
    ["12", 12],
    [" 12 ", 12],
    ["1.5", 1.5],
    ["1,5", 1.5],
    [".5", 0.5],
    ["7.", 7],
    ["-3", -3],
    ["1 000", 1000],
  ])("takes %j in either language", (text, value) => {
    expect(parse(text, "en")).toBe(value);
    expect(parse(text, "de")).toBe(value);
  });

  it("takes groups of three with the language's own separator", () => {
    expect(parse("87,600", "en")).toBe(87_600);
    expect(parse("87.600", "de")).toBe(87_600);
    expect(parse("1,234,567.5", "en")).toBe(1_234_567.5);
    expect(parse("1.234.567,5", "de")).toBe(1_234_567.5);
  });

  it.each(["", "abc", "12a", "1e3", "0x10", "--1", "1..2", "1,2,3", "∞", "NaN", "."])("does not take %j", (text) => {
    expect(parse(text, "en")).toBeNull();
  });
});

it("writes a number so that it is read back, in each language", () => {
  for (const locale of ["en", "de"]) {
    for (const value of [0.01, 1.5, 87_600, 107_374_182_401]) expect(parse(written(value, locale), locale)).toBe(value);
  }
  expect(written(1.5, "de")).toBe("1,5");
});

describe("judging what was typed", () => {
  it.each([
    ["", "empty"],
    ["  ", "empty"],
    ["five", "not_a_number"],
    ["1.5", "not_whole"],
    ["0", "too_small"],
    ["-1", "too_small"],
    ["21", "too_large"],
  ])("finds %j wrong as %s", (text, is) => {
    expect(judge(text, unit("tries", "tries"), tries, "en").wrong).toMatchObject({ is });
  });

  it("gives the value in the API's unit", () => {
    expect(judge("7", unit("hours", "d"), hours, "en")).toEqual({ value: 168 });
    expect(judge("36", unit("hours", "s"), hours, "en")).toEqual({ value: 0.01 });
    expect(judge("1.5", unit("bytes", "KiB"), bytes, "en")).toEqual({ value: 1536 });
  });

  it("makes whole bytes of a fraction of a larger unit", () => {
    expect(judge("0.1", unit("bytes", "GiB"), bytes, "en")).toEqual({ value: 107_374_182 });
  });

  it("compares with the range in the API's unit, whatever was typed in", () => {
    expect(judge("35", unit("hours", "s"), hours, "en").wrong).toEqual({ is: "too_small", limit: 0.01 });
    expect(judge("2", unit("bytes", "TiB"), bytes, "en").wrong).toEqual({ is: "too_large", limit: 1024 ** 4 });
  });

  it("takes nothing for null where null is taken", () => {
    expect(judge("", unit("hours", "h"), { ...hours, nullable: true }, "en")).toEqual({ value: null });
  });
});

describe("arrow keys", () => {
  const step = (text: string, steps: number) => stepped(text, steps, unit("tries", "tries"), tries, 5, "en");

  it("go to the next whole number and on", () => {
    expect(step("5", 1)).toBe("6");
    expect(step("5", -10)).toBe("1");
    expect(step("2.5", 1)).toBe("3");
    expect(step("2.5", -1)).toBe("2");
  });

  it("stop at the ends of the range", () => {
    expect(step("20", 1)).toBe("20");
    expect(step("15", 10)).toBe("20");
    expect(step("1", -1)).toBe("1");
  });

  it("begin at the saved value where no number stands", () => {
    expect(step("", 1)).toBe("6");
    expect(step("abc", -1)).toBe("4");
  });

  it("step in the unit that is shown, and stop at the range's end in it", () => {
    expect(stepped("1", 1, unit("hours", "d"), hours, 24, "en")).toBe("2");
    expect(stepped("3650", 1, unit("hours", "d"), hours, 24, "en")).toBe("3650");
    expect(stepped("36", -1, unit("hours", "s"), hours, 24, "en")).toBe("36");
  });
});
