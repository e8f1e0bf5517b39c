import { describe, expect, it } from "vitest";

import { byMinute, drawing, nearest, type Report, type Sample, withLatest } from "./series";

const NOON = Date.parse("2026-11-23T12:00:00Z");
const sample = (seconds: number, cpu_percent = 10): Sample => ({
  at: new Date(NOON + seconds * 1000).toISOString(),
  cpu_percent,
  memory_percent: 20,
  disk_free: 1000,
  load_average: 0.5,
  jobs: 1,
});
const report = (seconds: number | null): Report => ({
  seen_at: seconds === null ? null : new Date(NOON + seconds * 1000).toISOString(),
  cpu_percent: 90,
  memory_percent: 80,
  disk_free: 500,
  load_average: [1.5, 1, 1],
  jobs: ["a", "b"],
});

describe("the report of this moment", () => {
  it("is the last point of the chart", () => {
    const all = withLatest([sample(0)], report(4));
    expect(all.at(-1)).toEqual({
      at: "2026-11-23T12:00:04.000Z",
      cpu_percent: 90,
      memory_percent: 80,
      disk_free: 500,
      load_average: 1.5,
      jobs: 2,
    });
  });

  it("adds nothing when the history is as new, or the report has no date", () => {
    expect(withLatest([sample(4)], report(4))).toHaveLength(1);
    expect(withLatest([sample(4)], report(null))).toHaveLength(1);
  });
});

describe("a line", () => {
  it("breaks where samples are missing, and only there", () => {
    const { pieces } = drawing(
      [0, 15, 45, 90, 105].map((at) => sample(at)),
      "cpu_percent",
      15,
      100,
    );
    expect(pieces.map((piece) => piece.length)).toEqual([3, 2]);
  });

  it("has a scale that reaches at least so far, and as far as its highest point", () => {
    expect(drawing([sample(0, 30)], "cpu_percent", 15, 100).top).toBe(100);
    expect(drawing([sample(0, 30), sample(15, 7)], "cpu_percent", 15, 2).top).toBe(30);
    expect(drawing([], "cpu_percent", 15, 1)).toEqual({ pieces: [], top: 1 });
  });

  it("is read off at the point nearest to the pointer", () => {
    const { pieces } = drawing([sample(0, 1), sample(15, 2), sample(90, 3)], "cpu_percent", 15, 100);
    expect(nearest(pieces, NOON + 10_000)?.value).toBe(2);
    expect(nearest(pieces, NOON + 80_000)?.value).toBe(3);
    expect(nearest([], NOON)).toBeUndefined();
  });
});

it("is a table of one line a minute, newest first", () => {
  const lines = byMinute([sample(0, 1), sample(45, 2), sample(60, 3), sample(150, 4)]);
  expect(lines.map(({ cpu_percent }) => cpu_percent)).toEqual([4, 3, 2]);
});
