import { expect, it } from "vitest";
import { ApiProblem } from "@/lib/api/problem";
import { BUSY_MS, IDLE_MS, MOST_MS, pause } from "./poll";

const NOON = Date.parse("2026-11-23T12:00:00Z");
const good = { status: "success", dataUpdatedAt: NOON, errorUpdatedAt: 0, error: null } as const;
const failing = (afterMs: number, error: unknown = null) =>
  ({ status: "error", dataUpdatedAt: NOON, errorUpdatedAt: NOON + afterMs, error }) as const;

it("asks each second while something runs, and less often while nothing does", () => {
  expect(pause(good, true)).toBe(BUSY_MS);
  expect(pause(good, false)).toBe(IDLE_MS);
});

it("waits twice as long after each error, up to a bound", () => {
  const waits: number[] = [];
  let since = BUSY_MS;
  for (let error = 0; error < 7; error += 1) {
    const wait = pause(failing(since), true);
    waits.push(wait / 1000);
    since += wait;
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30]);
});

it("waits as long as the API asks for", () => {
  const problem = new ApiProblem({ code: "bucket_unavailable", message: "", hint: "", status: 503, retryAfter: 12 });
  expect(pause(failing(1_000, problem), true)).toBe(12_000);
});

it("has no hurry where there never was an answer", () => {
  expect(pause({ ...failing(0), dataUpdatedAt: 0 }, true)).toBe(IDLE_MS);
  expect(pause(failing(10 * MOST_MS), true)).toBe(MOST_MS);
});
