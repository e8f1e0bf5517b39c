import { describe, expect, it } from "vitest";
import type { Day } from "@/lib/api/costs";
import { dearest, everyDay, monthAt, shifted } from "./month";

const aDay = (day: string, amount: number): Day => ({ day, amount, tries: 1, cpu_seconds: amount, gb_seconds: 0 });

it("a month is that of UTC", () => {
  expect(monthAt(Date.parse("2026-12-01T00:30:00+01:00"))).toBe("2026-11");
});

it.each([
  ["2026-11", 1, "2026-12"],
  ["2026-12", 1, "2027-01"],
  ["2026-01", -1, "2025-12"],
])("from %s, %d on, is %s", (month, by, other) => {
  expect(shifted(month, by)).toBe(other);
});

describe("the days of a month", () => {
  it("are all there, with those on which nothing ended", () => {
    const days = everyDay({ month: "2028-02", days: [aDay("2028-02-03", 7)] });

    expect(days.map(({ day }) => day).slice(0, 3)).toEqual(["2028-02-01", "2028-02-02", "2028-02-03"]);
    expect(days).toHaveLength(29);
    expect(days.map(({ amount }) => amount).slice(0, 4)).toEqual([0, 0, 7, 0]);
  });

  it("have a dearest, unless nothing was done", () => {
    expect(dearest([aDay("2026-11-01", 2), aDay("2026-11-02", 9), aDay("2026-11-03", 9)])?.day).toBe("2026-11-02");
    expect(dearest(everyDay({ month: "2026-11", days: [] }))).toBeUndefined();
  });
});
