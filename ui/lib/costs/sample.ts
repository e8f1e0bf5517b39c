/** Costs as the tests of the page need them. */

import type { Cost, Month } from "@/lib/api/costs";

/** Forty CPU-seconds, guessed. */
export function aCost(more: Partial<Cost> = {}): Cost {
  return {
    basis: "size",
    unit: "CPU-s",
    amount: 40,
    compute: 40,
    requests: 0,
    storage: 0,
    egress: 0,
    cpu_seconds: 40,
    gb_seconds: 0,
    ...more,
  };
}

/** A month of 90 CPU-seconds on two days. */
export function aMonth(more: Partial<Month> = {}): Month {
  const aDay = (day: string, amount: number, tries: number) => ({
    day,
    amount,
    tries,
    cpu_seconds: amount,
    gb_seconds: 0,
  });
  return {
    month: "2026-11",
    unit: "CPU-s",
    amount: 90,
    running: 0,
    ceiling: null,
    days: [aDay("2026-11-02", 30, 1), aDay("2026-11-20", 60, 4)],
    prices: { ...PRICES, unit: "CPU-s", region: "none", cpu_second: 1 },
    ...more,
  };
}

const PRICES: Month["prices"] = {
  unit: "USD",
  region: "us-east-1",
  as_of: "2025-08-01",
  source: "the public price pages",
  cpu_second: 0,
  gb_second: 0,
  disk_gb_second: 0,
  invocation: 0,
  put: 0,
  get: 0,
  gb_month: 0,
  egress_gb: 0,
  table_write: 0,
  table_read: 0,
  message: 0,
  api_call: 0,
};
